// Axes that stay, swap and turn.
import type { Cases } from '../cases';
import type { transpose } from './transpose';

export const cases: Cases<typeof transpose> = {
  attributes: () =>
    [
      [0, 2, 1, 3],
      [0, 3, 1, 2],
      [0, 2, 3, 1],
      [3, 1, 0, 2],
      [0, 1, 3, 2],
    ].map((permutation) => ({ permutation })),
};
