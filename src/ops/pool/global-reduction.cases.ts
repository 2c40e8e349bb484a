// Of a feature map.
import type { Cases } from '../cases';
import { type globalReduction, REDUCTIONS } from './global-reduction';

export const cases: Cases<typeof globalReduction> = {
  attributes: () => REDUCTIONS.map((name) => ({ function: name })),
};
