// Of feature maps and of vectors.
import type { Cases } from '../cases';
import type { logSoftmax } from './log-softmax';
import { rowsOf } from './rows.cases';

export const cases: Cases<typeof logSoftmax> = {
  attributes: () => [{}, {}],
  x: rowsOf,
  isByRow: true,
};
