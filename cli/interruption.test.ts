// Interruptions come at any time: before a browser is there, while it starts, and while it closes.
import { expect, it, vi } from 'vitest';
import { aborted, closeBrowser, startedUnlessAborted } from './interruption';

const REASON = new Error('Ctrl-C');

it('tells of an abort that was there before', async () => {
  await expect(aborted(AbortSignal.abort(REASON))).rejects.toBe(REASON);
});

it('waits for no start once it is aborted, and closes what comes too late', async () => {
  const controller = new AbortController();
  const close = vi.fn(async () => undefined);
  let arrive: (browser: { close: typeof close }) => void = () => undefined;
  const starting = startedUnlessAborted(
    controller.signal,
    () => new Promise<{ close: typeof close }>((resolve) => (arrive = resolve)),
  );
  controller.abort(REASON);
  await expect(starting).rejects.toBe(REASON);
  arrive({ close });
  await vi.waitFor(() => expect(close).toHaveBeenCalled());
});

it('starts nothing for a command that is interrupted', async () => {
  const start = vi.fn();
  await expect(startedUnlessAborted(AbortSignal.abort(REASON), start)).rejects.toBe(REASON);
  expect(start).not.toHaveBeenCalled();
});

it('waits for a browser to close, but not long for one of an interrupted command', async () => {
  const never = { close: () => new Promise<void>(() => undefined) };
  await closeBrowser(AbortSignal.abort(REASON), never);
  const failing = { close: () => Promise.reject(new Error('gone')) };
  await closeBrowser(new AbortController().signal, failing);
});
