// Variants that lose by far, again and again.
import { expect, it } from 'vitest';
import { Hopeless } from './hopeless';

const result = (times: Readonly<Record<string, number>>) => {
  const entries = Object.entries(times);
  const [winner, ms] = entries.toSorted(([, a], [, b]) => a - b)[0] ?? ['', 0];
  return { winner, ms, times: new Map(entries) };
};
const name = (candidate: string) => candidate;

it('gives up on what lost two races of a kind by far', () => {
  const hopeless = new Hopeless();
  hopeless.add('conv', result({ good: 10, bad: 21 }), name);
  expect(hopeless.has('conv', 'bad')).toBe(false);
  hopeless.add('conv', result({ good: 10, bad: 30 }), name);
  expect(hopeless.has('conv', 'bad')).toBe(true);
  expect(hopeless.has('conv', 'good')).toBe(false);
  expect(hopeless.has('pool', 'bad')).toBe(false);
});

it('forgets a loss once the variant is close again', () => {
  const hopeless = new Hopeless();
  for (const bad of [30, 15, 30]) hopeless.add('conv', result({ good: 10, bad }), name);
  expect(hopeless.has('conv', 'bad')).toBe(false);
});
