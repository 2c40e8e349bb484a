// Weights as kernels read them: how many numbers that takes is known before they are packed, and equal packings are one.
import type { Tensor } from '../tensor/tensor';
import type { MaybeSteps } from '../util/at-once';

/** Numbers laid out for a kernel. */
export interface Packing {
  readonly length: number;
  /** Lays them out, each time anew; many of them in steps. */
  readonly pack: () => MaybeSteps<Float32Array<ArrayBuffer>>;
}

const known = new WeakMap<Tensor, Map<string, Packing>>();

/**
 * The packing of a tensor in a layout: the same object again, so that nodes that share weights share a buffer.
 * @param layout what tells it from others of that tensor, those of other kernels too; plain data
 */
export function packingOf(
  tensor: Tensor,
  layout: unknown,
  length: number,
  pack: Packing['pack'],
): Packing {
  const packings = known.get(tensor) ?? new Map<string, Packing>();
  known.set(tensor, packings);
  const key = JSON.stringify(layout);
  const packing = packings.get(key) ?? { length, pack };
  packings.set(key, packing);
  return packing;
}
