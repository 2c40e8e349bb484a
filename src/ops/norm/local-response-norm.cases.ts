// An odd and an even number of neighbours.
import type { Cases } from '../cases';
import type { localResponseNorm } from './local-response-norm';

export const cases: Cases<typeof localResponseNorm> = {
  attributes: () => [5, 2].map((size) => ({ size, alpha: 0.5, beta: 0.75, bias: 2 })),
};
