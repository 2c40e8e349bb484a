// The choice of a batch size, from times that a test gives.
import { describe, expect, it } from 'vitest';
import { BatchSize } from './batch-size';

/** Computes batches of what is asked for, each in the time that `msOf` gives, until the choice wants a larger one or is made. */
function compute(sizes: BatchSize, msOf: (batch: number) => number, start = 0): number {
  let now = start;
  for (let count = 0; count < 1000 && !sizes.result && sizes.wanted === null; count++) {
    now += msOf(sizes.size);
    sizes.ended(sizes.size, now, true);
  }
  return now;
}

/** Computes until the choice is made. */
function choose(most: number, msOf: (batch: number) => number): BatchSize {
  const sizes = new BatchSize(most);
  let now = 0;
  while (!sizes.result) {
    now = compute(sizes, msOf, now);
    if (sizes.wanted !== null) sizes.ready();
  }
  return sizes;
}

describe('BatchSize', () => {
  it('doubles as long as pictures get faster, and goes back to the last that gained', () => {
    // 10 ms for a batch, and 1 ms for each picture above four.
    const { result, size } = choose(32, (batch) => 10 + 5 * Math.max(0, batch - 4));
    expect(result?.rates.map(({ batch }) => batch)).toEqual([1, 2, 4, 8]);
    expect(result?.rates[1]?.picturesPerSecond).toBeCloseTo(200);
    expect(result).toMatchObject({ batch: 4, reason: null });
    expect(size).toBe(4);
  });

  it('stays at one where a batch takes as long as its pictures', () => {
    const { result } = choose(32, (batch) => 100 * batch);
    expect(result?.rates.map(({ batch }) => batch)).toEqual([1, 2]);
    expect(result?.batch).toBe(1);
  });

  it('tries none that is larger than allowed', () => {
    expect(choose(5, () => 10).result).toMatchObject({ batch: 4, reason: null });
    expect(choose(1, () => 10).result).toMatchObject({ batch: 1 });
  });

  it('goes on with the size before while a larger one is made, and where there is none', () => {
    const sizes = new BatchSize(8);
    compute(sizes, () => 100);
    expect(sizes).toMatchObject({ size: 1, wanted: 2, result: null });
    sizes.ended(1, 10_000, true);
    sizes.ready();
    expect(sizes).toMatchObject({ size: 2, wanted: null });
    compute(sizes, () => 100, 10_000);
    expect(sizes).toMatchObject({ size: 2, wanted: 4 });
    sizes.refused('too large');
    expect(sizes).toMatchObject({ size: 2, wanted: null });
    expect(sizes.result).toMatchObject({ batch: 2, reason: 'too large' });
  });

  it('counts no time in which nothing was computed, and no batch that was not whole', () => {
    const sizes = new BatchSize(2);
    compute(sizes, () => 100);
    sizes.ready();
    // Hours between batches, since pictures came late; then one that is not whole.
    sizes.ended(2, 1e7, true);
    sizes.ended(2, 1e7 + 100, false);
    sizes.ended(2, 5e7, true);
    sizes.ended(1, 5e7 + 50, true);
    compute(sizes, () => 100, 5e7 + 50);
    expect(sizes.result?.rates[1]?.picturesPerSecond).toBeCloseTo(20);
  });

  it('never settles while pictures come one by one', () => {
    const sizes = new BatchSize(8);
    for (let now = 0; now < 1e5; now += 100) sizes.ended(1, now, false);
    expect(sizes).toMatchObject({ size: 1, wanted: null, result: null });
  });
});
