import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Items, inOrder } from './in-order';

async function all<R>(results: AsyncIterable<R>): Promise<R[]> {
  const list: R[] = [];
  for await (const result of results) list.push(result);
  return list;
}

const pass = async (turns: number) => {
  for (let i = 0; i < turns; i++) await turn();
};

async function* slowly<T>(items: readonly T[], turns: number): AsyncGenerator<T> {
  for (const item of items) {
    await pass(turns);
    yield item;
  }
}

describe('inOrder', () => {
  it('keeps the order however long each takes, and never begins more than it may', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat({ max: 6 }), { maxLength: 12 }),
        fc.integer({ min: 1, max: 5 }),
        fc.nat({ max: 3 }),
        fc.nat({ max: 3 }),
        async (turns, atOnce, itemTurns, readerTurns) => {
          let [going, most] = [0, 0];
          const work = async (wait: number, index: number) => {
            most = Math.max(most, ++going);
            await pass(wait);
            going--;
            return index;
          };
          const items: Items<number> = itemTurns === 0 ? turns : slowly(turns, itemTurns);
          const results: number[] = [];
          for await (const index of inOrder(items, work, { atOnce })) {
            results.push(index);
            await pass(readerTurns);
          }
          expect(results).toEqual(turns.map((_, index) => index));
          expect(most).toBeLessThanOrEqual(atOnce);
        },
      ),
    ));

  it('works on as many at once as it may', async () => {
    let going = 0;
    let open = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const results = all(
      inOrder(
        [1, 2, 3],
        async (item) => {
          going++;
          await gate;
          return item;
        },
        { atOnce: 2 },
      ),
    );
    await pass(5);
    expect(going).toBe(2);
    open();
    expect(await results).toEqual([1, 2, 3]);
  });

  it('gives a result although the next item has not come', async () => {
    async function* stuck() {
      yield 'first';
      await new Promise(() => undefined);
    }
    const results = inOrder(stuck(), async (item) => item, { atOnce: 4 });
    expect(await results.next()).toEqual({ done: false, value: 'first' });
  });

  it('takes no more than it may while nobody asks', async () => {
    let taken = 0;
    function* counted() {
      for (;;) yield ++taken;
    }
    const results = inOrder(counted(), async (item) => item, { atOnce: 3 });
    await results.next();
    await pass(20);
    expect(taken).toBeLessThanOrEqual(4);
    await results.return();
  });

  it('throws what the work throws in its place, and takes no more', async () => {
    const seen: number[] = [];
    const work = async (item: number) => {
      if (item === 2) throw new RangeError('two');
      return item;
    };
    const reading = (async () => {
      for await (const item of inOrder([1, 2, 3], work, { atOnce: 3 })) seen.push(item);
    })();
    await expect(reading).rejects.toThrow('two');
    expect(seen).toEqual([1]);
  });

  it('gives the results before an error of the items', async () => {
    async function* failing() {
      yield 1;
      yield 2;
      throw new RangeError('no third');
    }
    const seen: number[] = [];
    const work = async (item: number) => {
      await pass(3);
      return item;
    };
    const reading = (async () => {
      for await (const item of inOrder(failing(), work, { atOnce: 8 })) seen.push(item);
    })();
    await expect(reading).rejects.toThrow('no third');
    expect(seen).toEqual([1, 2]);
  });

  it('ends at once with the reason of its signal', async () => {
    const ending = new AbortController();
    const never = () => new Promise<never>(() => undefined);
    const reading = all(inOrder([1], never, { atOnce: 1, signal: ending.signal }));
    await pass(2);
    ending.abort(new Error('enough'));
    await expect(reading).rejects.toThrow('enough');
  });

  it('lets go of the items when nobody asks any more', async () => {
    let isClosed = false;
    async function* watched() {
      try {
        for (let i = 0; ; i++) yield i;
      } finally {
        isClosed = true;
      }
    }
    for await (const item of inOrder(watched(), async (i) => i, { atOnce: 2 })) {
      if (item === 3) break;
    }
    await pass(3);
    expect(isClosed).toBe(true);
  });
});
