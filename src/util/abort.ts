// Work that is waited for until a signal says that nobody wants it any more.

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
  const { promise, reject } = withReject();
  const abort = () => reject(signal.reason);
  signal.addEventListener('abort', abort);
  try {
    return await Promise.race([promise, work()]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

function withReject() {
  let reject: (reason: unknown) => void = () => undefined;
  const promise = new Promise<never>((_, no) => {
    reject = no;
  });
  return { promise, reject };
}
