// Work that is waited for until a signal says that nobody wants it any more.

/** Those who wait for a signal. */
interface Waiters {
  readonly rejects: Set<(reason: unknown) => void>;
  readonly tell: () => void;
}

/** By signal: one listener for all of them, since Node warns of more than ten to a signal. */
const waiting = new WeakMap<AbortSignal, Waiters>();

/**
 * What `work` gives; or, as soon as the signal aborts, its reason. Work that has begun goes on unseen: it has to look at the
 * signal itself where it can stop.
 * @throws the signal's reason; what the work throws.
 */
export async function orAborted<T>(
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  if (!signal) return work();
  signal.throwIfAborted();
  const { rejects, tell } = waitersFor(signal);
  let reject: (reason: unknown) => void = () => undefined;
  const aborted = new Promise<never>((_, no) => {
    reject = no;
  });
  rejects.add(reject);
  try {
    return await Promise.race([aborted, work()]);
  } finally {
    rejects.delete(reject);
    if (rejects.size === 0) {
      signal.removeEventListener('abort', tell);
      waiting.delete(signal);
    }
  }
}

function waitersFor(signal: AbortSignal): Waiters {
  const known = waiting.get(signal);
  if (known) return known;
  const rejects = new Set<(reason: unknown) => void>();
  const tell = () => {
    for (const reject of rejects) reject(signal.reason);
  };
  signal.addEventListener('abort', tell);
  waiting.set(signal, { rejects, tell });
  return { rejects, tell };
}
