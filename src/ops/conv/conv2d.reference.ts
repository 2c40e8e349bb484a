// Convolution on the CPU, straight from its formula.
import { f32Tensor, type Shape, type Tensor, type TensorData, zeros } from '../../tensor/tensor';
import { compute as batchNorm } from '../elementwise/batch-norm.reference';
import { type Activation, activator } from '../elementwise/functions';
import type { Compute, Rounding } from '../reference';
import { addTap, noTerms, sumInDouble, type Terms } from '../sum-of-products';
import type { Conv2dAttributes, conv2d } from './conv2d';

/**
 * y[n,oh,ow,k] = act(b[k] + Σ w[k,c,kh,kw] · x[n, oh·S−P+kh·D, ow·S−P+kw·D, c]); taps outside x are zero, also behind a
 * prologue.
 */
export const compute: Compute<typeof conv2d> = (
  [x, w, b, scale, shift],
  a,
  [outputShape],
  sum = sumInDouble,
) => {
  const input = a.prologue === undefined ? x : normalised([x, scale, shift], a.prologue);
  const { strides, dilations, pads } = a;
  const first = [pads.top, pads.left] as const;
  const placeOf: PlaceOf = (axis, at, tap) =>
    at * strides[axis] - first[axis] + tap * dilations[axis];
  return [convolution([input, w, b], a, outputShape, placeOf, sum)];
};

/** Sums of products. */
export const rounding: Rounding<typeof conv2d> = () => [{ isSum: true }];

/** What a prologue makes of x, rounded to float32 as kernels do. */
export function normalised(
  [x, scale = zeros([0]), shift = zeros([0])]: readonly [
    Tensor,
    Tensor | undefined,
    Tensor | undefined,
  ],
  activation: Activation,
): Tensor {
  return batchNorm([x, scale, shift], { activation }, [x.shape])[0] ?? zeros([0]);
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

/** Where a tap of a window lies in x, along rows (0) or columns (1), for a place in y: none where that is no whole number. */
export type PlaceOf = (axis: 0 | 1, at: number, tap: number) => number;

/** Sums of what lies under each window, whichever way it lies; in groups of channels, with a bias and an activation behind. */
export function convolution(
  [x, w, b]: readonly [Tensor, Tensor, Tensor | undefined],
  { groups, activation }: Pick<Conv2dAttributes, 'groups' | 'activation'>,
  outputShape: Shape,
  placeOf: PlaceOf,
  sum: typeof sumInDouble,
): Tensor {
  const act = activator(activation);
  const [k = 0, length = 0, kH = 0, kW = 0] = w.shape;
  const terms = noTerms(x.data, channelsLast(w), length, kH * kW);
  const [n = 0, oh = 0, ow = 0] = outputShape;
  const y = new Float32Array(n * oh * ow * k);
  let at = 0;
  for (let image = 0; image < n; image++) {
    for (let row = 0; row < oh; row++) {
      for (let column = 0; column < ow; column++) {
        lookThroughWindow(terms, x.shape, [kH, kW], placeOf, [image, row, column]);
        for (let channel = 0; channel < k; channel++) {
          terms.xFrom = Math.floor((channel * groups) / k) * length;
          terms.wFrom = channel * kH * kW * length;
          y[at++] = act(sum(b?.data[channel] ?? 0, terms, 1));
        }
      }
    }
  }
  return f32Tensor(outputShape, y);
}

/** The taps of a window that lie inside x. */
function lookThroughWindow(
  terms: Terms,
  [, h = 0, width = 0, c = 0]: Shape,
  [kH, kW]: readonly [number, number],
  placeOf: PlaceOf,
  [image, row, column]: readonly [number, number, number],
): void {
  terms.taps = 0;
  for (let i = 0; i < kH; i++) {
    const ih = placeOf(0, row, i);
    if (!Number.isInteger(ih) || ih < 0 || ih >= h) continue;
    for (let j = 0; j < kW; j++) {
      const iw = placeOf(1, column, j);
      if (!Number.isInteger(iw) || iw < 0 || iw >= width) continue;
      addTap(terms, ((image * h + ih) * width + iw) * c, (i * kW + j) * terms.length);
    }
  }
}
