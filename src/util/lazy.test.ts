// Work on demand.
import { expect, it } from 'vitest';
import { once } from './lazy';

it('works at the first call and never again', () => {
  let calls = 0;
  const lazy = once(() => ++calls);
  expect(calls).toBe(0);
  expect([lazy(), lazy()]).toEqual([1, 1]);
});

it('keeps what is nothing, too', () => {
  let calls = 0;
  const lazy = once(() => {
    calls++;
    return undefined;
  });
  lazy();
  lazy();
  expect(calls).toBe(1);
});

it('tries again after a failure', () => {
  let calls = 0;
  const lazy = once(() => {
    if (++calls === 1) throw new Error('not yet');
    return calls;
  });
  expect(lazy).toThrow('not yet');
  expect(lazy()).toBe(2);
});
