// Every comparison; a second operand that repeats, or not; constants on either side.
import type { Cases } from '../cases';
import { secondOf } from './binary.cases';
import { COMPARISONS, type comparison } from './comparison';

export const cases: Cases<typeof comparison> = {
  attributes: () => COMPARISONS.map((name) => ({ function: name })),
  operands: (_, input) => [secondOf(input)],
};
