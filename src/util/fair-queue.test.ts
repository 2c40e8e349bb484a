import { describe, expect, it } from 'vitest';
import { FairQueue } from './fair-queue';

/** Works that end when they are told to, and the order in which they began. */
function recorder(turns: FairQueue) {
  const begun: string[] = [];
  const ends = new Map<string, (error?: Error) => void>();
  const parties = new Map<string, object>();
  const take = (party: string, name: string) => {
    const key = parties.get(party) ?? {};
    parties.set(party, key);
    return turns.take(key, () => {
      begun.push(name);
      return new Promise<string>((resolve, reject) =>
        ends.set(name, (error) => (error ? reject(error) : resolve(name))),
      );
    });
  };
  const end = async (name: string, error?: Error) => {
    ends.get(name)?.(error);
    await new Promise((resolve) => setTimeout(resolve));
  };
  return { begun, take, end };
}

describe('FairQueue', () => {
  it('begins four works at once, without waiting for a task', () => {
    const turns = new FairQueue();
    const { begun, take } = recorder(turns);
    for (const name of ['a1', 'a2', 'a3', 'a4', 'a5']) void take('a', name);
    expect(begun).toEqual(['a1', 'a2', 'a3', 'a4']);
    expect(turns.isFull).toBe(true);
  });

  it('lets parties take turns, each in its own order', async () => {
    const { begun, take, end } = recorder(new FairQueue());
    for (let n = 1; n <= 7; n++) void take('a', `a${n}`);
    for (let n = 1; n <= 2; n++) void take('b', `b${n}`);
    void take('c', 'c1');
    for (let index = 0; index < 6; index++) await end(begun[index] ?? '');
    expect(begun).toEqual(['a1', 'a2', 'a3', 'a4', 'a5', 'b1', 'c1', 'a6', 'b2', 'a7']);
  });

  it('passes the turn on when a work fails', async () => {
    const turns = new FairQueue();
    const { begun, take, end } = recorder(turns);
    const failing = take('a', 'a1');
    failing.catch(() => undefined);
    for (let n = 2; n <= 5; n++) void take('a', `a${n}`);
    await end('a1', new Error('failed'));
    await expect(failing).rejects.toThrow('failed');
    expect(begun.at(-1)).toBe('a5');
    for (let n = 2; n <= 5; n++) await end(`a${n}`);
    expect(turns.isFull).toBe(false);
  });
});
