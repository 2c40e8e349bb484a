// Who wins, how often each is timed, and that everyone is freed.
import { describe, expect, it } from 'vitest';
import { race } from './race';

/** Candidates are their own times; counts how often each is timed and freed. */
function track(slowMoments: ReadonlyMap<number, number> = new Map()) {
  const timed: number[] = [];
  const dropped: number[] = [];
  return {
    timed,
    dropped,
    time: async (candidate: number) => {
      timed.push(candidate);
      return candidate * (slowMoments.get(timed.length) ?? 1);
    },
    drop: (candidate: number) => void dropped.push(candidate),
  };
}

describe('race', () => {
  it('finds the fastest and its time', async () => {
    const { time, drop } = track();
    const { winner, ms, times } = await race([5, 3, 4], time, drop);
    expect([winner, ms]).toEqual([3, 3]);
    expect([...times]).toEqual([
      [5, 5],
      [3, 3],
      [4, 4],
    ]);
  });

  it('times what is far behind once, and close ones in turns', async () => {
    const { timed, time, drop } = track();
    await race([10, 100, 10.5, 12], time, drop);
    expect(timed.filter((each) => each === 100)).toHaveLength(1);
    expect(timed.filter((each) => each === 12)).toHaveLength(3);
    expect(timed.slice(-8)).toEqual([10, 10.5, 10, 10.5, 10, 10.5, 10, 10.5]);
  });

  it('lets one slow moment of the machine decide nothing', async () => {
    // The second measurement of all, the first of the best candidate, takes 1.4 times as long.
    const { time, drop } = track(new Map([[2, 1.4]]));
    expect((await race([10, 9], time, drop)).winner).toBe(9);
  });

  it('frees every candidate once, also when a measurement fails', async () => {
    const { dropped, time, drop } = track();
    await race([1, 2, 3], time, drop);
    expect(dropped.toSorted()).toEqual([1, 2, 3]);
    const failing = track();
    const broken = race([1, 2], () => Promise.reject(new Error('lost')), failing.drop);
    await expect(broken).rejects.toThrow('lost');
    expect(failing.dropped.toSorted()).toEqual([1, 2]);
  });

  it('times everyone once, and nobody again where there is no time', async () => {
    const { timed, time, drop } = track();
    const { winner } = await race([4, 3, 5], time, drop, { isOver: () => true });
    expect([winner, ...timed]).toEqual([3, 4, 3, 5]);
    const some = track();
    await race([4, 3], some.time, some.drop, { isOver: () => some.timed.length >= 4 });
    expect(some.timed).toEqual([4, 3, 3, 4]);
  });

  it('refuses to race nobody', async () => {
    const { time, drop } = track();
    await expect(race([], time, drop)).rejects.toThrow(RangeError);
  });
});

it('drops what cannot run, and says so where nothing can', async () => {
  const dropped: string[] = [];
  const drop = (candidate: string) => void dropped.push(candidate);
  const timeOf = async (candidate: string) => (candidate === 'runs' ? 2 : Number.POSITIVE_INFINITY);
  const some = await race(['refused', 'runs'], timeOf, drop);
  expect([some.winner, some.ms]).toEqual(['runs', 2]);
  const none = await race(['refused', 'refused, too'], timeOf, drop);
  expect(none.ms).toBe(Number.POSITIVE_INFINITY);
  expect(dropped.sort()).toEqual(['refused', 'refused', 'refused, too', 'runs']);
});
