// Comparisons on the CPU.
import { f32Tensor } from '../../tensor/tensor';
import { type Compute, exact, type Rounding } from '../reference';
import { pairs } from './binary.reference';
import type { ComparisonName, comparison } from './comparison';

const FUNCTIONS: Readonly<Record<ComparisonName, (a: number, b: number) => number>> = {
  min: Math.min,
  max: Math.max,
  equal: (a, b) => Number(a === b),
  less: (a, b) => Number(a < b),
  'less-or-equal': (a, b) => Number(a <= b),
  greater: (a, b) => Number(a > b),
  'greater-or-equal': (a, b) => Number(a >= b),
};

/** y = f(a, b). */
export const compute: Compute<typeof comparison> = ([a, b], attributes) => [
  f32Tensor(a.shape, Float32Array.from(pairs(a, b, FUNCTIONS[attributes.function]))),
];

/** Nothing is rounded. */
export const rounding: Rounding<typeof comparison> = exact;
