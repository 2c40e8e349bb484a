// Budgets, on takings of no graph.
import { describe, expect, it } from 'vitest';
import { LimitError } from '../errors';
import { atOnce } from '../util/at-once';
import { checkBudget, type Taking } from './budget';

const shared = {};
const TAKINGS: readonly Taking[] = [
  ['a', shared, 60],
  ['b', {}, 30],
  ['c', shared, 60],
  ['d', {}, 20],
  ['e', {}, 5],
];

function refusalAt(available: number): LimitError {
  try {
    atOnce(checkBudget('net', 'memoryLimit', available, TAKINGS));
  } catch (error) {
    if (error instanceof LimitError) return error;
    throw error;
  }
  throw new Error('Nothing was refused.');
}

describe('checkBudget', () => {
  it('counts what several nodes share once, and allows all that there is', () => {
    expect(() => atOnce(checkBudget('net', 'memoryLimit', 115, TAKINGS))).not.toThrow();
    expect(refusalAt(114).needed).toBe(115);
  });

  it('says what all of it needs, what there is, and which node asked for the first too many', () => {
    const { message, ...rest } = refusalAt(100);
    expect(rest).toMatchObject({
      limit: 'memoryLimit',
      needed: 115,
      available: 100,
      node: 'd',
      code: 'limit',
    });
    expect(message).toMatch(/"net" needs 115 bytes.*memoryLimit allows 100.*node "d"/);
  });

  it('counts multiply-adds in words of their own', () => {
    expect(() => atOnce(checkBudget('net', 'computeLimit', 1, TAKINGS))).toThrow(
      /115 multiply-adds, and computeLimit allows 1: node "a"/,
    );
  });
});
