// What makes two calls the same to a kernel: their op, attributes, shapes and places; not what the numbers are.
import type { Call } from '../kernels/kernel';

/** A text that calls have in common exactly when every kernel takes the same time for them. */
export function callKey({ op, attributes, inputs, outputs, constants }: Call): string {
  return JSON.stringify([op, attributes, inputs, outputs, constants.map(({ shape }) => shape)]);
}
