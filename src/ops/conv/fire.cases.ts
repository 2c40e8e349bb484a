// What fire modules are tested with.
import { type Cases, LAYER_ACTIVATIONS, weight } from '../cases';
import { type Activation, RELU6 } from '../elementwise/functions';
import type { FireAttributes, fire } from './fire';

/** Either expand layer first; squeeze layers end in every kind of bounds in turn. */
export function fireAttributes(activation: Activation, index: number): FireAttributes {
  const bounds = ['relu', 'none', { clamp: [-1, 1.5] }, RELU6] as const;
  const squeeze = bounds[index % bounds.length] ?? 'none';
  return { squeeze, activation, first: index % 4 < 2 ? 1 : 3 };
}

export const cases: Cases<typeof fire> = {
  attributes: () => LAYER_ACTIVATIONS.map(fireAttributes),
  // The parts have as many channels as x, and three more.
  operands: (_, { channels, filters }) => [
    weight('w0', [filters, channels, 1, 1]),
    weight('b0', [filters]),
    weight('w1', [channels, filters, 1, 1]),
    weight('b1', [channels]),
    weight('w3', [channels + 3, filters, 3, 3]),
    weight('b3', [channels + 3]),
  ],
  isSum: true,
};
