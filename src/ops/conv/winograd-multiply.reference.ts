// The second step of a Winograd convolution on the CPU.
import { f32Tensor } from '../../tensor/tensor';
import { product } from '../../util/math';
import type { Compute, Rounding } from '../reference';
import { oneTap, sumInDouble } from '../sum-of-products';
import { elementsOf, phaseWeights, transformSquare, transformsOf } from './winograd';
import type { winogradMultiply } from './winograd-multiply';

/** y[ξ, tile, k] = Σ_c u[ξ] · v[ξ, tile, c], u = G w[k, c] Gᵀ, rounded to float32 as kernels have it. */
export const compute: Compute<typeof winogradMultiply> = (
  [v, weights],
  form,
  [outputShape],
  sum = sumInDouble,
) => {
  const [, tiles = 0, k = 0] = outputShape;
  const { shape, data } = phaseWeights(weights, form);
  const [, c = 0, taps = 0] = shape;
  const { weights: transform, denominator } = transformsOf(form);
  const filters = Array.from({ length: k * c }, (_, filter) => {
    const window = Array.from(data.subarray(filter * taps ** 2, (filter + 1) * taps ** 2));
    return transformSquare(transform, window).map((element) => element / denominator ** 2);
  });
  const u = new Float32Array(elementsOf(form) * k * c);
  for (const [filter, elements] of filters.entries()) {
    for (const [element, value] of elements.entries()) u[element * k * c + filter] = value;
  }
  const terms = oneTap(v.data, u, c);
  const y = new Float32Array(product(outputShape));
  for (let row = 0; row < elementsOf(form) * tiles; row++) {
    terms.xFrom = row * c;
    for (let channel = 0; channel < k; channel++) {
      terms.wFrom = (Math.floor(row / tiles) * k + channel) * c;
      y[row * k + channel] = sum(0, terms, 1);
    }
  }
  return [f32Tensor(outputShape, y)];
};

/** Sums of products; transformed weights are not short. */
export const rounding: Rounding<typeof winogradMultiply> = () => [{ isSum: true, evenShort: true }];
