// A border around every feature map.
import type { OpAttributes } from '../ir/ops';
import { f32Tensor, type Shape, type Tensor, zeros } from '../tensor/tensor';

/** y[n, h, w, c] = x[n, h − top, w − left, c] where that is inside x, `value` elsewhere. */
export function pad2d(
  [x = zeros([0])]: readonly Tensor[],
  { pads, value }: OpAttributes['pad2d'],
  [outputShape = []]: readonly Shape[],
): Tensor[] {
  const [n = 0, h = 0, w = 0, c = 0] = x.shape;
  const [, oh = 0, ow = 0] = outputShape;
  const y = new Float32Array(n * oh * ow * c).fill(value);
  for (let image = 0; image < n; image++) {
    for (let row = 0; row < h; row++) {
      const from = (image * h + row) * w * c;
      const to = ((image * oh + row + pads.top) * ow + pads.left) * c;
      y.set(x.data.subarray(from, from + w * c), to);
    }
  }
  return [f32Tensor(outputShape, y)];
}
