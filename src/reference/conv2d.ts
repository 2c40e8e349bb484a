// Convolution on the CPU, straight from its formula, summed in double precision.
import { type Activation, activate, type Conv2dAttributes } from '../ir/ops';
import { f32Tensor, type Shape, type Tensor, zeros } from '../tensor/tensor';
import { batchNorm } from './batch-norm';

/**
 * y[n,oh,ow,k] = act(b[k] + Σ w[k,c,kh,kw] · x[n, oh·S−P+kh·D, ow·S−P+kw·D, c]); taps outside x are zero, also behind a
 * prologue.
 */
export function conv2d(
  [x = zeros([0]), w, b, ...vectors]: readonly Tensor[],
  a: Conv2dAttributes,
  [outputShape = []]: readonly Shape[],
): Tensor[] {
  const input = a.prologue === undefined ? x : normalised([x, ...vectors], a.prologue);
  const weight = w ?? zeros([0]);
  const [n = 0, oh = 0, ow = 0, k = 0] = outputShape;
  const y = new Float32Array(n * oh * ow * k);
  let at = 0;
  for (let image = 0; image < n; image++) {
    for (let row = 0; row < oh; row++) {
      for (let column = 0; column < ow; column++) {
        for (let channel = 0; channel < k; channel++) {
          const sum =
            (b?.data[channel] ?? 0) + dotWindow(input, weight, a, image, row, column, channel);
          y[at++] = activate(sum, a.activation);
        }
      }
    }
  }
  return [f32Tensor(outputShape, y)];
}

/** What a prologue makes of x, rounded to float32 as kernels do. */
function normalised(inputs: readonly Tensor[], prologue: Activation): Tensor {
  return batchNorm(inputs, { activation: prologue })[0] ?? zeros([0]);
}

function dotWindow(
  x: Tensor,
  w: Tensor,
  a: Conv2dAttributes,
  image: number,
  row: number,
  column: number,
  channel: number,
): number {
  const [, h = 0, width = 0, c = 0] = x.shape;
  const [k = 0, cPerGroup = 0, kH = 0, kW = 0] = w.shape;
  const firstChannel = Math.floor(channel / (k / a.groups)) * cPerGroup;
  let sum = 0;
  for (let i = 0; i < kH; i++) {
    const ih = row * a.strides[0] - a.pads.top + i * a.dilations[0];
    if (ih < 0 || ih >= h) continue;
    for (let j = 0; j < kW; j++) {
      const iw = column * a.strides[1] - a.pads.left + j * a.dilations[1];
      if (iw < 0 || iw >= width) continue;
      const xAt = ((image * h + ih) * width + iw) * c + firstChannel;
      const wAt = (channel * cPerGroup * kH + i) * kW + j;
      for (let q = 0; q < cPerGroup; q++) {
        sum += (x.data[xAt + q] as number) * (w.data[wAt + q * kH * kW] as number);
      }
    }
  }
  return sum;
}
