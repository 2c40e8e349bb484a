import { describe, expect, it, vi } from 'vitest';
import { orAborted } from './abort';

describe('orAborted', () => {
  it('gives what the work gives, with a signal and without', async () => {
    expect(await orAborted(undefined, async () => 1)).toBe(1);
    expect(await orAborted(new AbortController().signal, async () => 2)).toBe(2);
  });

  it('throws what the work throws', async () => {
    const { signal } = new AbortController();
    const failing = orAborted(signal, () => Promise.reject(new RangeError('no')));
    await expect(failing).rejects.toThrow('no');
  });

  it('does not begin what is aborted already', async () => {
    let begun = false;
    const work = async () => {
      begun = true;
    };
    const reason = new Error('enough');
    await expect(orAborted(AbortSignal.abort(reason), work)).rejects.toBe(reason);
    expect(begun).toBe(false);
  });

  it('leaves one listener on a signal that outlives the work, however often', async () => {
    const { signal } = new AbortController();
    const add = vi.spyOn(signal, 'addEventListener');
    for (let time = 0; time < 20; time++) {
      await orAborted(signal, async () => undefined);
      await orAborted(signal, () => Promise.reject(new Error('no'))).catch(() => undefined);
    }
    expect(add).toHaveBeenCalledTimes(1);
  });

  it('has one listener on a signal, however many wait, and tells all of them', async () => {
    const controller = new AbortController();
    const add = vi.spyOn(controller.signal, 'addEventListener');
    const never = () => new Promise<never>(() => undefined);
    const waiting = Array.from({ length: 20 }, () => orAborted(controller.signal, never));
    await orAborted(controller.signal, async () => undefined);
    expect(add).toHaveBeenCalledTimes(1);
    controller.abort('why');
    const outcomes = await Promise.allSettled(waiting);
    expect(outcomes.map((outcome) => 'reason' in outcome && outcome.reason)).toEqual(
      waiting.map(() => 'why'),
    );
  });

  it('rejects at once with the reason, whatever the work does then', async () => {
    const controller = new AbortController();
    let fail: (error: Error) => void = () => undefined;
    const waiting = orAborted(
      controller.signal,
      () =>
        new Promise<never>((_, reject) => {
          fail = reject;
        }),
    );
    controller.abort('why');
    await expect(waiting).rejects.toBe('why');
    fail(new Error('too late')); // an unhandled rejection would fail this file
  });
});
