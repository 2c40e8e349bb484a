// Where values lie in one piece of memory: what does not live at the same time may share a place.

/** Something that needs bytes from a step to another, both included. */
export interface Tenant {
  readonly bytes: number;
  readonly first: number;
  readonly last: number;
}

/** Where each tenant begins, in the order given, and the bytes of all. */
export interface Arena {
  readonly offsets: readonly number[];
  readonly bytes: number;
}

/**
 * The largest choose first, and each takes the lowest gap that is large enough between those that live at some of its time: greedy by
 * size with offsets, Pisarchyk & Lee 2020, arXiv:2001.03288, section 5.2. All begin at multiples of `alignment`.
 */
export function assignOffsets(tenants: readonly Tenant[], alignment: number): Arena {
  const offsets = tenants.map(() => 0);
  const placed: number[] = [];
  let bytes = 0;
  const order = tenants.map((_, index) => index);
  order.sort((a, b) => (tenants[b]?.bytes ?? 0) - (tenants[a]?.bytes ?? 0) || a - b);
  for (const index of order) {
    const tenant = tenants[index] as Tenant;
    let offset = 0;
    // In order of their places.
    for (const other of placed) {
      const { first, last, bytes: taken } = tenants[other] as Tenant;
      if (first > tenant.last || last < tenant.first) continue;
      const begin = offsets[other] as number;
      if (begin >= offset + tenant.bytes) break;
      offset = Math.max(offset, alignUp(begin + taken, alignment));
    }
    offsets[index] = offset;
    bytes = Math.max(bytes, offset + tenant.bytes);
    const at = placed.findIndex((other) => (offsets[other] as number) > offset);
    placed.splice(at < 0 ? placed.length : at, 0, index);
  }
  return { offsets, bytes };
}

function alignUp(value: number, alignment: number): number {
  return Math.ceil(value / alignment) * alignment;
}
