// Colours lifetimes onto slots, greedy by decreasing size: the largest values choose first, and each takes the
// first slot whose values are all dead or not yet born. One slot is one GPUBuffer, because WebGPU does not let
// a dispatch read and write one buffer even at disjoint ranges (see also Pisarchyk & Lee 2020, arXiv:2001.03288).
import { BYTES_PER_ELEMENT } from '../tensor/tensor';
import type { Lifetime } from './lifetimes';
import type { Slot } from './plan';

/** Slots and the slot of every value. */
export interface SlotAssignment {
  readonly slots: readonly Slot[];
  readonly slotOf: ReadonlyMap<string, number>;
}

/** Assigns slots. A slot is as large as the largest value in it; integers take four bytes each. */
export function assignSlots(lifetimes: readonly Lifetime[], bytesPerFloat: number): SlotAssignment {
  const bySize = lifetimes.toSorted((a, b) => b.numbers - a.numbers || a.first - b.first);
  const members: Lifetime[][] = [];
  const slotOf = new Map<string, number>();
  for (const lifetime of bySize) {
    let slot = members.findIndex((others) => others.every((other) => !overlap(lifetime, other)));
    if (slot === -1) slot = members.push([]) - 1;
    members[slot]?.push(lifetime);
    slotOf.set(lifetime.value, slot);
  }
  const sizeOf = ({ numbers, dtype }: Lifetime) =>
    numbers * (dtype === 'f32' ? bytesPerFloat : BYTES_PER_ELEMENT);
  const slots = members.map((values) => ({ byteLength: Math.max(0, ...values.map(sizeOf)) }));
  return { slots, slotOf };
}

function overlap(a: Lifetime, b: Lifetime): boolean {
  return a.first <= b.last && b.first <= a.last;
}
