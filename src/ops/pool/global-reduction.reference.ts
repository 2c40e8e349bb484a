// Sums, smallest numbers and products over feature maps, on the CPU.
import { f32Tensor, type Tensor } from '../../tensor/tensor';
import type { Compute, Rounding } from '../reference';
import { addTap, noTerms, sumInDouble } from '../sum-of-products';
import { BLOCK } from './global-average-pool.reference';
import type { globalReduction } from './global-reduction';

const ONE = Float32Array.of(1);

/** y[n, c] = f over h, w of x[n, h, w, c]; sums by `sum`. */
export const compute: Compute<typeof globalReduction> = (
  [x],
  attributes,
  [shape],
  sum = sumInDouble,
) => {
  if (attributes.function !== 'sum') {
    const join = attributes.function === 'min' ? Math.min : (a: number, b: number) => a * b;
    return [f32Tensor(shape, joined(x, join))];
  }
  const [n = 0, c = 0] = shape;
  const pixels = x.data.length / (n * c);
  const terms = noTerms(x.data, ONE, 1, pixels);
  const y = new Float32Array(n * c);
  for (let image = 0; image < n; image++) {
    terms.taps = 0;
    for (let pixel = 0; pixel < pixels; pixel++) addTap(terms, (image * pixels + pixel) * c, 0);
    for (let channel = 0; channel < c; channel++) {
      terms.xFrom = channel;
      y[image * c + channel] = sum(0, terms, 1);
    }
  }
  return [f32Tensor(shape, y)];
};

function joined({ shape, data }: Tensor, join: (a: number, b: number) => number) {
  const [n = 0, h = 0, w = 0, c = 0] = shape;
  return Float32Array.from({ length: n * c }, (_, i) => {
    const first = Math.floor(i / c) * h * w * c + (i % c);
    let result = data[first] as number;
    for (let pixel = 1; pixel < h * w; pixel++)
      result = join(result, data[first + pixel * c] as number);
    return result;
  });
}

/** A sum; a product of as many factors as there are pixels, half a unit each. */
export const rounding: Rounding<typeof globalReduction> = ({
  attributes,
  inputs: [x],
  expected,
  format,
}) => {
  if (attributes.function === 'min') return [];
  if (attributes.function === 'sum') return [{ isSum: true, block: BLOCK }];
  const [, h = 0, w = 0] = x.shape;
  const { ulp, smallestNormal } = format;
  const errors = Float64Array.from(expected, (y) => h * w * ulp * Math.abs(y) + smallestNormal);
  return [{ errors }];
};
