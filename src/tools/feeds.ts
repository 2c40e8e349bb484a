// Tensors as a run takes them.
import type { Feeds, Placed } from '../runtime/backend';
import type { Tensor } from '../tensor/tensor';

/** Inputs by name, NHWC, for a model where it is computed. */
export function feedsOf(placed: Placed, tensors: Readonly<Record<string, Tensor>>): Feeds {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, { data }]) => [
      name,
      placed.take(name, Float32Array.from(data)),
    ]),
  );
}
