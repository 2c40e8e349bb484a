// Turns for the page.
import { afterEach, expect, it, vi } from 'vitest';
import { Yielder } from './yielder';

afterEach(() => vi.restoreAllMocks());

/** Whether the yielder goes on in the same task, before anything else of the page has a turn. */
async function staysInTask(yielder: Yielder): Promise<boolean> {
  let isDone = false;
  const breath = (async () => {
    await yielder.yieldIfDue();
    isDone = true;
  })();
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  const stayed = isDone;
  await breath;
  return stayed;
}

it('gives way at first and once a slice is over, and not before', async () => {
  let now = 1000;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  const yielder = new Yielder();
  expect(await staysInTask(yielder)).toBe(false);
  expect(await staysInTask(yielder)).toBe(true);
  now += 20;
  expect(await staysInTask(yielder)).toBe(false);
  expect(await staysInTask(yielder)).toBe(true);
});
