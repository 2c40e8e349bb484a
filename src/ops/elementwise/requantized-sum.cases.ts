// A sum and a difference; a second operand that repeats, or not; ties.
import type { Cases } from '../cases';
import { secondOf } from './binary.cases';
import type { requantizedSum } from './requantized-sum';

export const cases: Cases<typeof requantizedSum> = {
  attributes: () => [
    { factors: [1_048_577, 1_310_720], shift: 20, range: [-128, 127] },
    { factors: [3 * 2 ** 11, -(2 ** 12)], shift: 12, range: [-2, 1] },
  ],
  operands: (_, input) => [secondOf(input)],
};
