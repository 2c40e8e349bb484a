// Colours lifetimes onto slots, greedy by decreasing size: the largest values choose first, and each takes the
// first slot whose values are all dead or not yet born. One slot is one GPUBuffer, because WebGPU does not let
// a dispatch read and write one buffer even at disjoint ranges (see also Pisarchyk & Lee 2020, arXiv:2001.03288).
import type { Lifetime } from './lifetimes';
import type { Slot } from './plan';

/** Slots and the slot of every value. */
export interface SlotAssignment {
  readonly slots: readonly Slot[];
  readonly slotOf: ReadonlyMap<string, number>;
}

/** Assigns slots. The size of a slot is that of the first, largest value in it. */
export function assignSlots(lifetimes: readonly Lifetime[]): SlotAssignment {
  const bySize = lifetimes.toSorted((a, b) => b.byteLength - a.byteLength || a.first - b.first);
  const members: Lifetime[][] = [];
  const slotOf = new Map<string, number>();
  for (const lifetime of bySize) {
    let slot = members.findIndex((others) => others.every((other) => !overlap(lifetime, other)));
    if (slot === -1) slot = members.push([]) - 1;
    members[slot]?.push(lifetime);
    slotOf.set(lifetime.value, slot);
  }
  const slots = members.map(([largest]) => ({ byteLength: largest?.byteLength ?? 0 }));
  return { slots, slotOf };
}

function overlap(a: Lifetime, b: Lifetime): boolean {
  return a.first <= b.last && b.first <= a.last;
}
