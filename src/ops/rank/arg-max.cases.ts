// The first and the last of equal numbers.
import type { Cases } from '../cases';
import { rowsOf } from '../norm/rows.cases';
import type { argMax } from './arg-max';

export const cases: Cases<typeof argMax> = {
  attributes: () => [{ takesLast: false }, { takesLast: true }],
  x: rowsOf,
  isByRow: true,
};
