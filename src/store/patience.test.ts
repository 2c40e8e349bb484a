// Waiting that ends: by what comes, by the caller, and by silence.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WeightsUnavailableError } from '../errors';
import { Patience } from './patience';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const never = () => new Promise<never>(() => undefined);

describe('Patience', () => {
  it('gives what comes, and leaves no timer', async () => {
    expect(await new Patience('It', {}).waitFor(async () => 7)).toBe(7);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('ends after a minute of silence, and each thing that comes has its own', async () => {
    const patience = new Patience('The server', {});
    const later = (ms: number) => () => new Promise((resolve) => setTimeout(resolve, ms));
    for (let count = 0; count < 3; count++) {
      const coming = patience.waitFor(later(50_000));
      await vi.advanceTimersByTimeAsync(50_000);
      await coming;
    }
    const waiting = expect(patience.waitFor(never)).rejects.toThrow(WeightsUnavailableError);
    await vi.advanceTimersByTimeAsync(60_000);
    await waiting;
    expect(patience.signal.reason.message).toBe('The server sent nothing for 60 s.');
    await expect(patience.waitFor(never)).rejects.toBe(patience.signal.reason);
  });

  it('ends with the caller’s reason, and leaves no listener', async () => {
    const caller = new AbortController();
    const removed = vi.spyOn(caller.signal, 'removeEventListener');
    const patience = new Patience('It', caller);
    const waiting = expect(patience.waitFor(never)).rejects.toThrow('the user left');
    caller.abort(new Error('the user left'));
    await waiting;
    expect(patience.signal.aborted).toBe(true);
    expect(removed).toHaveBeenCalledTimes(1);
    expect(vi.getTimerCount()).toBe(0);
  });
});
