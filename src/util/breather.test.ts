// Turns for the page.
import { afterEach, expect, it, vi } from 'vitest';
import { Breather } from './breather';

afterEach(() => vi.restoreAllMocks());

/** Whether the breather goes on in the same task, before anything else of the page has a turn. */
async function staysInTask(breather: Breather): Promise<boolean> {
  let isDone = false;
  const breath = breather.breathe().then(() => {
    isDone = true;
  });
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  const stayed = isDone;
  await breath;
  return stayed;
}

it('gives way at first and once a slice is over, and not before', async () => {
  let now = 1000;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  const breather = new Breather();
  expect(await staysInTask(breather)).toBe(false);
  expect(await staysInTask(breather)).toBe(true);
  now += 20;
  expect(await staysInTask(breather)).toBe(false);
  expect(await staysInTask(breather)).toBe(true);
});
