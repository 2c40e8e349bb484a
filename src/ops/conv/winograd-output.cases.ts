// Every form, with activations of every kind.
import { type Cases, LAYER_ACTIVATIONS, weight } from '../cases';
import { FORMS, patchesOf } from './winograd-forms.cases';
import type { winogradOutput } from './winograd-output';

export const cases: Cases<typeof winogradOutput> = {
  attributes: ({ size: [h, w] }) =>
    [...LAYER_ACTIVATIONS, 'hard-swish' as const].flatMap((activation) =>
      FORMS.map((form) => ({ ...form, size: [1, h, w] as const, activation })),
    ),
  inBatch: ({ size: [, h, w], ...attributes }, { batch }) => ({
    ...attributes,
    size: [batch, h, w],
  }),
  x: patchesOf,
  operands: (_, { channels }) => [weight('b', [channels])],
  kernels: FORMS.length,
};
