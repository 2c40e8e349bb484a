// Conditions that are zero for few numbers, beside values that are computed or constant.
import { type Cases, plainCases } from '../cases';
import type { choose } from './choose';

export const cases: Cases<typeof choose> = {
  ...plainCases,
  operands: (_, { second }, shape) =>
    ['a', 'b'].map((name) => ({ name, shape, isConstant: second.endsWith('constant') })),
};
