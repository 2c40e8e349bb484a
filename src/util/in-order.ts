// Work on many items, some at once, whose results come in the order of the items.

/** Items that are there, or that come. */
export type Items<T> = Iterable<T> | AsyncIterable<T>;

/** How many are worked on, and until when. */
export interface InOrderOptions {
  /** How many items are taken whose results were not: what is in memory at a time. */
  readonly atOnce: number;
  readonly signal?: AbortSignal | undefined;
}

/** A result, or what was thrown instead, once it is there. */
interface Begun<R> {
  outcome: (() => R) | null;
}

/**
 * Results of `work` on each item. Items are taken as far ahead as `atOnce` allows, and no further while nobody asks for results.
 * Whoever stops asking ends it: no other item is taken. What the items throw comes behind the results of those before.
 * @throws what the work or the items throw; the signal's reason, at once
 */
export async function* inOrder<T, R>(
  items: Items<T>,
  work: (item: T, index: number) => Promise<R>,
  { atOnce, signal }: InOrderOptions,
): AsyncGenerator<R, void, undefined> {
  const source = iteratorOf(items);
  const begun: Begun<R>[] = [];
  let [taken, isOver, isTaking] = [0, false, false];
  // Races with promises that live long would keep a reaction for each item.
  let wake = () => {};
  const begin = (result: Promise<R>) => {
    const entry: Begun<R> = { outcome: null };
    begun.push(entry);
    const settle = (outcome: () => R) => {
      entry.outcome = outcome;
      wake();
    };
    result.then(
      (value) => settle(() => value),
      (error: unknown) => settle(() => raise(error)),
    );
  };
  const takeAhead = async () => {
    isTaking = true;
    try {
      while (!isOver && begun.length < atOnce) {
        const { done, value } = await source.next();
        if (done) isOver = true;
        else if (!isOver) begin(work(value, taken++));
      }
    } catch (error) {
      isOver = true;
      begin(Promise.reject(error));
    }
    isTaking = false;
    wake();
  };
  const stop = () => wake();
  signal?.addEventListener('abort', stop);
  try {
    for (;;) {
      signal?.throwIfAborted();
      if (!isTaking && !isOver && begun.length < atOnce) void takeAhead();
      const outcome = begun[0]?.outcome;
      if (outcome) {
        begun.shift();
        yield outcome();
      } else {
        if (isOver && begun.length === 0) return;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    signal?.removeEventListener('abort', stop);
    isOver = true;
    // Not waited for: a generator returns only once its next item has come.
    void Promise.resolve(source.return?.()).catch(() => undefined);
  }
}

function iteratorOf<T>(items: Items<T>): AsyncIterator<T> | Iterator<T> {
  return Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
}

function raise(error: unknown): never {
  throw error;
}
