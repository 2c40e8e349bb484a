// Max pooling on the CPU: the largest value among the taps of a window that lie inside the input.
import { f32Tensor, type Tensor } from '../../tensor/tensor';
import { type Compute, exact, type Rounding } from '../reference';
import type { MaxPool2dAttributes, maxPool2d } from './max-pool2d';

/** y[n,oh,ow,c] = max over kh,kw of x[n, oh·S−P+kh, ow·S−P+kw, c]. */
export const compute: Compute<typeof maxPool2d> = ([x], a, [outputShape]) => {
  const [n = 0, oh = 0, ow = 0, c = 0] = outputShape;
  const y = new Float32Array(n * oh * ow * c);
  let at = 0;
  for (let image = 0; image < n; image++) {
    for (let row = 0; row < oh; row++) {
      for (let column = 0; column < ow; column++) {
        for (let channel = 0; channel < c; channel++) {
          y[at++] = largest(
            x,
            a,
            image,
            row * a.strides[0] - a.pads.top,
            column * a.strides[1] - a.pads.left,
            channel,
          );
        }
      }
    }
  }
  return [f32Tensor(outputShape, y)];
};

/** Nothing is rounded. */
export const rounding: Rounding<typeof maxPool2d> = exact;

function largest(
  x: Tensor,
  a: MaxPool2dAttributes,
  image: number,
  top: number,
  left: number,
  channel: number,
): number {
  const [, h = 0, w = 0, c = 0] = x.shape;
  let result = Number.NEGATIVE_INFINITY;
  for (let ih = Math.max(top, 0); ih < Math.min(top + a.kernel[0], h); ih++) {
    for (let iw = Math.max(left, 0); iw < Math.min(left + a.kernel[1], w); iw++) {
      result = Math.max(result, x.data[((image * h + ih) * w + iw) * c + channel] as number);
    }
  }
  return result;
}
