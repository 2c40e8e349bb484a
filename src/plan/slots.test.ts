// Colouring of lifetimes onto slots: one behaviour a test, on lifetimes made up for it.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { atOnce } from '../util/at-once';
import type { Lifetime } from './lifetimes';
import { assignSlots } from './slots';

/** Of so many bytes in 32-bit floats. */
function lifetime(value: string, byteLength: number, first: number, last: number): Lifetime {
  return { value, numbers: byteLength / 4, dtype: 'f32', first, last };
}

function slotsOf(lifetimes: readonly Lifetime[]) {
  const { slots, slotOf } = atOnce(assignSlots(lifetimes, 4));
  return { sizes: slots.map(({ byteLength }) => byteLength), of: Object.fromEntries(slotOf) };
}

describe('assignSlots', () => {
  it('needs no slot for no values', () => {
    expect(slotsOf([])).toEqual({ sizes: [], of: {} });
  });

  it('reuses the slot of a dead value', () => {
    const { sizes, of } = slotsOf([lifetime('a', 16, 0, 1), lifetime('b', 16, 2, 3)]);
    expect(sizes).toEqual([16]);
    expect(of.a).toBe(of.b);
  });

  it('keeps apart what a step writes and what it reads last', () => {
    const { sizes, of } = slotsOf([lifetime('a', 16, 0, 1), lifetime('b', 16, 1, 2)]);
    expect(sizes).toEqual([16, 16]);
    expect(of.a).not.toBe(of.b);
  });

  it('lets the largest value choose first and set the size of its slot', () => {
    const values = [lifetime('small', 16, 0, 1), lifetime('large', 64, 2, 3)];
    expect(slotsOf(values)).toEqual({ sizes: [64], of: { large: 0, small: 0 } });
  });

  it('puts a small value between two large ones', () => {
    const values = [
      lifetime('first', 64, 0, 1),
      lifetime('between', 16, 2, 3),
      lifetime('last', 64, 4, 5),
    ];
    expect(slotsOf(values).sizes).toEqual([64]);
  });

  it('runs a chain in two slots', () => {
    const chain = Array.from({ length: 9 }, (_, i) => lifetime(`v${i}`, 64 - i, i, i + 1));
    expect(slotsOf(chain).sizes).toEqual([64, 63]);
  });

  it('gives a value that lives throughout a slot of its own', () => {
    const values = [lifetime('input', 16, 0, 9), lifetime('a', 16, 1, 2), lifetime('b', 16, 4, 5)];
    const { of } = slotsOf(values);
    expect(of.a).toBe(of.b);
    expect(of.input).not.toBe(of.a);
  });

  it('never lets two values that live at once share a slot, nor one outgrow its slot', () => {
    const random = fc.record({
      byteLength: fc.integer({ min: 1, max: 6 }),
      first: fc.nat(12),
      length: fc.nat(5),
    });
    fc.assert(
      fc.property(fc.array(random, { maxLength: 20 }), (drafts) => {
        const lifetimes = drafts.map(({ byteLength, first, length }, i) =>
          lifetime(`v${i}`, 16 * byteLength, first, first + length),
        );
        const { slots, slotOf } = atOnce(assignSlots(lifetimes, 4));
        expect(slotOf.size).toBe(lifetimes.length);
        for (const a of lifetimes) {
          const slot = slotOf.get(a.value) ?? -1;
          expect(slots[slot]?.byteLength).toBeGreaterThanOrEqual(4 * a.numbers);
          const alive = lifetimes.filter((b) => b !== a && a.first <= b.last && b.first <= a.last);
          expect(alive.map((b) => slotOf.get(b.value))).not.toContain(slot);
        }
      }),
    );
  });
});

it('halves what floats take, and leaves integers as they are', () => {
  const floats = lifetime('floats', 64, 0, 1);
  const integers: Lifetime = { ...lifetime('integers', 48, 2, 3), dtype: 'u32' };
  const sizes = (...lifetimes: Lifetime[]) =>
    atOnce(assignSlots(lifetimes, 2)).slots.map(({ byteLength }) => byteLength);
  expect(sizes(floats)).toEqual([32]);
  expect(sizes(floats, integers)).toEqual([48]);
});
