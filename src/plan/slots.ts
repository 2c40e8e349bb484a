// Colours lifetimes onto slots, greedy by decreasing size: the largest values choose first, and each takes the
// first slot whose values are all dead or not yet born. One slot is one GPUBuffer, because WebGPU does not let
// a dispatch read and write one buffer even at disjoint ranges (see also Pisarchyk & Lee 2020, arXiv:2001.03288).
import { BYTES_PER_ELEMENT } from '../tensor/tensor';
import type { Lifetime } from './lifetimes';
import type { Slot } from './program';

/** Slots and the slot of every value. */
export interface SlotAssignment {
  readonly slots: readonly Slot[];
  readonly slotOf: ReadonlyMap<string, number>;
}

/** Assigns slots, with a stop ahead of each lifetime. A slot is as large as the largest value in it; integers take four bytes each. */
export function* assignSlots(
  lifetimes: readonly Lifetime[],
  bytesPerFloat: number,
): Generator<void, SlotAssignment> {
  const bySize = lifetimes.toSorted((a, b) => b.numbers - a.numbers || a.first - b.first);
  const members: Lifetime[][] = [];
  const slotOf = new Map<string, number>();
  for (const lifetime of bySize) {
    yield;
    const { first, last } = lifetime;
    let at = 0;
    let slot = members.findIndex((others) => {
      at = bornBefore(others, first);
      const isOver = (others[at - 1]?.last ?? -1) < first;
      return isOver && (others[at]?.first ?? Number.POSITIVE_INFINITY) > last;
    });
    if (slot === -1) slot = members.push([]) - 1;
    members[slot]?.splice(at, 0, lifetime);
    slotOf.set(lifetime.value, slot);
  }
  const sizeOf = ({ numbers, dtype }: Lifetime) =>
    numbers * (dtype === 'f32' ? bytesPerFloat : BYTES_PER_ELEMENT);
  const slots = members.map((values) => ({ byteLength: Math.max(0, ...values.map(sizeOf)) }));
  return { slots, slotOf };
}

/** How many of a slot's lifetimes, which come in order, begin before a step. */
function bornBefore(others: readonly Lifetime[], step: number): number {
  let [low, high] = [0, others.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((others[middle]?.first ?? 0) < step) low = middle + 1;
    else high = middle;
  }
  return low;
}
