// Scales, shifts and activations.
import { type Cases, LAYER_ACTIVATIONS, weight } from '../cases';
import type { batchNorm } from './batch-norm';

export const cases: Cases<typeof batchNorm> = {
  attributes: () => LAYER_ACTIVATIONS.map((activation) => ({ activation })),
  operands: (_, { channels }) => [weight('scale', [channels]), weight('shift', [channels])],
};
