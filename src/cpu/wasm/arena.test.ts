// Places in one piece of memory: nothing overlaps that lives at the same time, and gaps are used.
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../util/random';
import { assignOffsets, type Tenant } from './arena';

const tenant = (bytes: number, first: number, last: number): Tenant => ({ bytes, first, last });

describe('places in an arena', () => {
  it('share what is free again', () => {
    const chain = [tenant(64, 0, 1), tenant(64, 1, 2), tenant(64, 2, 3), tenant(64, 3, 4)];
    expect(assignOffsets(chain, 64)).toEqual({ offsets: [0, 64, 0, 64], bytes: 128 });
  });

  it('fill a gap between those that live', () => {
    const gap = [tenant(128, 0, 1), tenant(64, 0, 9), tenant(100, 2, 3)];
    expect(assignOffsets(gap, 64)).toEqual({ offsets: [0, 128, 0], bytes: 192 });
  });

  it('begin at whole lines', () => {
    expect(assignOffsets([tenant(5, 0, 0), tenant(4, 0, 0)], 64).offsets).toEqual([0, 64]);
  });

  it.each([1, 2, 3, 4, 5])('never overlap in time and space, case %i', (seed) => {
    const random = seededRandom(seed);
    const tenants = Array.from({ length: 60 }, () => {
      const first = Math.floor(random() * 40);
      return tenant(1 + Math.floor(random() * 999), first, first + Math.floor(random() * 9));
    });
    const { offsets, bytes } = assignOffsets(tenants, 16);
    for (const [i, a] of tenants.entries()) {
      expect((offsets[i] ?? -1) + a.bytes).toBeLessThanOrEqual(bytes);
      for (const [j, b] of tenants.slice(0, i).entries()) {
        const [from, to] = [offsets[i] ?? 0, offsets[j] ?? 0];
        const isApart = from + a.bytes <= to || to + b.bytes <= from;
        expect(isApart || a.last < b.first || b.last < a.first).toBe(true);
      }
    }
    const all = tenants.reduce((sum, each) => sum + each.bytes, 0);
    expect(bytes).toBeLessThan(all);
  });
});
