// What is said of a run's end, by known times of files.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { TimeLeft } from './time-left.js';

beforeEach(() => vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => vi.useRealTimers());

const counts = new Map([
  ['long.spec.ts', 2],
  ['short.spec.ts', 10],
]);
const times = new Map([
  ['long.spec.ts', 300],
  ['short.spec.ts', 20],
]);

it('says nothing before something is known', () => {
  const left = new TimeLeft(times, counts);
  expect(left.words).toBe('');
  left.end('short.spec.ts');
  expect(left.words).toBe('');
});

it('weighs tests by their files, and the machine by what ended', () => {
  const left = new TimeLeft(times, counts);
  vi.advanceTimersByTime(40_000);
  // 20 of 320 seconds' worth took 40: 300 are left, which take 600.
  for (let i = 0; i < 10; i++) left.end('short.spec.ts');
  expect(left.words).toBe('about 10 min left');
  vi.advanceTimersByTime(300_000);
  left.end('long.spec.ts');
  vi.advanceTimersByTime(260_000);
  expect(left.words).toBe('about 9 min left');
  left.end('long.spec.ts');
  expect(left.words).toBe('about 10 s left');
});

it('takes files that the table does not have for short ones', () => {
  const left = new TimeLeft(new Map(), new Map([['new.spec.ts', 4]]));
  vi.advanceTimersByTime(20_000);
  left.end('new.spec.ts');
  expect(left.words).toBe('about 60 s left');
});
