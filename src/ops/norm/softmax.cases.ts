// Of feature maps and of vectors.
import type { Cases } from '../cases';
import { rowsOf } from './rows.cases';
import type { softmax } from './softmax';

export const cases: Cases<typeof softmax> = {
  attributes: () => [{}, {}],
  x: rowsOf,
  isByRow: true,
};
