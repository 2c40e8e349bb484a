import { describe, expect, it } from 'vitest';
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
