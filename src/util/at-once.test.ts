// Work in steps.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { atOnce } from './at-once';
import { Yielder } from './yielder';

let now = 0;

beforeEach(() => {
  now = 1000;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
});

afterEach(() => vi.restoreAllMocks());

/** Notes its steps in `done`, each of which takes so many milliseconds. */
function* counting(steps: number, done: number[], ms = 0): Generator<void, string> {
  for (let step = 0; step < steps; step++) {
    yield;
    done.push(step);
    now += ms;
  }
  return 'all';
}

describe('work in steps', () => {
  it('is done at once', () => {
    const done: number[] = [];
    expect(atOnce(counting(3, done))).toBe('all');
    expect(done).toEqual([0, 1, 2]);
  });

  it('gives others their turns inside of it', async () => {
    const done: number[] = [];
    const seen: number[] = [];
    let isOver = false;
    const watch = async () => {
      while (!isOver) {
        await new Promise((resolve) => setImmediate(resolve));
        seen.push(done.length);
      }
    };
    const watching = watch();
    expect(await new Yielder().run(counting(50, done, 3))).toBe('all');
    isOver = true;
    await watching;
    expect(done).toHaveLength(50);
    expect(new Set(seen).size).toBeGreaterThan(10);
  });

  it('ends at the turn at which its signal aborts', async () => {
    const done: number[] = [];
    const control = new AbortController();
    const work = new Yielder().run(counting(1000, done, 3), control.signal);
    setImmediate(() => control.abort(new Error('enough')));
    await expect(work).rejects.toThrow('enough');
    expect(done.length).toBeLessThan(1000);
  });

  it('does not begin where the signal has aborted', async () => {
    const done: number[] = [];
    await expect(new Yielder().run(counting(3, done), AbortSignal.abort())).rejects.toThrow();
    expect(done).toEqual([]);
  });
});
