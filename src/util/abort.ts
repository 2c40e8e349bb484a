// Work that is waited for until a signal says that nobody wants it any more.

/** Who waits, by signal. Each signal has one listener for all of them: Node warns of more than ten. */
const waiting = new WeakMap<AbortSignal, Set<(reason: unknown) => void>>();

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
  const waiters = waiting.get(signal) ?? listenTo(signal);
  let leave = () => false;
  const aborted = new Promise<never>((_, reject) => {
    waiters.add(reject);
    leave = () => waiters.delete(reject);
  });
  try {
    return await Promise.race([aborted, work()]);
  } finally {
    leave();
  }
}

function listenTo(signal: AbortSignal): Set<(reason: unknown) => void> {
  const waiters = new Set<(reason: unknown) => void>();
  waiting.set(signal, waiters);
  signal.addEventListener('abort', () => {
    for (const reject of waiters) reject(signal.reason);
  });
  return waiters;
}
