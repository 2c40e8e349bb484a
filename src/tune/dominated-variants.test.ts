// Variants that lose by far, again and again.
import { expect, it } from 'vitest';
import { DominatedVariants } from './dominated-variants';

const result = (times: Readonly<Record<string, number>>) => {
  const entries = Object.entries(times);
  const [winner, ms] = entries.toSorted(([, a], [, b]) => a - b)[0] ?? ['', 0];
  return { winner, ms, times: new Map(entries) };
};
const name = (candidate: string) => candidate;

it('gives up on what lost two races of a kind by far', () => {
  const dominated = new DominatedVariants();
  dominated.add('conv', result({ good: 10, bad: 21 }), name);
  expect(dominated.has('conv', 'bad')).toBe(false);
  dominated.add('conv', result({ good: 10, bad: 30 }), name);
  expect(dominated.has('conv', 'bad')).toBe(true);
  expect(dominated.has('conv', 'good')).toBe(false);
  expect(dominated.has('pool', 'bad')).toBe(false);
});

it('forgets a loss once the variant is close again', () => {
  const dominated = new DominatedVariants();
  for (const bad of [30, 15, 30]) dominated.add('conv', result({ good: 10, bad }), name);
  expect(dominated.has('conv', 'bad')).toBe(false);
});
