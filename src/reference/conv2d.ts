// Convolution on the CPU, straight from its formula.
import { type Activation, activate, type Conv2dAttributes } from '../ir/ops';
import { f32Tensor, type Shape, type Tensor, type TensorData, zeros } from '../tensor/tensor';
import { batchNorm } from './batch-norm';
import { addTap, noTerms, type Summation, sumInDouble, type Terms } from './sum-of-products';

/**
 * y[n,oh,ow,k] = act(b[k] + Σ w[k,c,kh,kw] · x[n, oh·S−P+kh·D, ow·S−P+kw·D, c]); taps outside x are zero, also behind a
 * prologue.
 */
export function conv2d(
  [x = zeros([0]), w = zeros([0]), b, ...vectors]: readonly Tensor[],
  a: Conv2dAttributes,
  [outputShape = []]: readonly Shape[],
  sum: Summation = sumInDouble,
): Tensor[] {
  const input = a.prologue === undefined ? x : normalised([x, ...vectors], a.prologue);
  const [k = 0, length = 0, kH = 0, kW = 0] = w.shape;
  const terms = noTerms(input.data, channelsLast(w), length, kH * kW);
  const [n = 0, oh = 0, ow = 0] = outputShape;
  const y = new Float32Array(n * oh * ow * k);
  let at = 0;
  for (let image = 0; image < n; image++) {
    for (let row = 0; row < oh; row++) {
      for (let column = 0; column < ow; column++) {
        lookThroughWindow(terms, x.shape, a, image, row, column);
        for (let channel = 0; channel < k; channel++) {
          terms.xFrom = Math.floor((channel * a.groups) / k) * length;
          terms.wFrom = channel * kH * kW * length;
          y[at++] = activate(sum(b?.data[channel] ?? 0, terms, 1), a.activation);
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

/** w[k, c, kh, kw] as [k, kh, kw, c]: as x has its channels, side by side. */
function channelsLast({ shape, data }: Tensor): TensorData {
  const [k = 0, c = 0, kH = 0, kW = 0] = shape;
  const taps = kH * kW;
  const moved = new Float32Array(k * c * taps);
  for (let i = 0; i < moved.length; i++) {
    const [filter, tap, channel] = [Math.floor(i / (taps * c)), Math.floor(i / c) % taps, i % c];
    moved[i] = data[(filter * c + channel) * taps + tap] as number;
  }
  return moved;
}

/** The taps of a window that lie inside x. */
function lookThroughWindow(
  terms: Terms,
  [, h = 0, width = 0, c = 0]: Shape,
  { kernel: [kH, kW], strides, pads, dilations }: Conv2dAttributes,
  image: number,
  row: number,
  column: number,
): void {
  terms.taps = 0;
  for (let i = 0; i < kH; i++) {
    const ih = row * strides[0] - pads.top + i * dilations[0];
    if (ih < 0 || ih >= h) continue;
    for (let j = 0; j < kW; j++) {
      const iw = column * strides[1] - pads.left + j * dilations[1];
      if (iw < 0 || iw >= width) continue;
      addTap(terms, ((image * h + ih) * width + iw) * c, (i * kW + j) * terms.length);
    }
  }
}
