// What an interruption ends: waiting at once, and a browser whenever it has begun.

/** Milliseconds that a browser gets to close by itself once the command is interrupted. The end of the process ends it anyway. */
const LAST_MS = 500;

/** What is closed when it is no longer needed. */
interface Closable {
  close(): Promise<void>;
}

/** The browser once it has started; one that comes too late is closed. @throws the signal's reason as soon as it aborts */
export async function startedUnlessAborted<B extends Closable>(
  signal: AbortSignal,
  start: () => Promise<B>,
): Promise<B> {
  signal.throwIfAborted();
  const starting = start();
  try {
    return await Promise.race([starting, aborted(signal)]);
  } catch (error) {
    starting.then((browser) => browser.close()).catch(() => undefined);
    throw error;
  }
}

/** Closes the browser, whatever becomes of that. */
export async function closeBrowser(signal: AbortSignal, browser: Closable): Promise<void> {
  const closing = browser.close().catch(() => undefined);
  if (!signal.aborted) return closing;
  await Promise.race([closing, new Promise((resolve) => setTimeout(resolve, LAST_MS))]);
}

/** Rejects with the signal's reason, also of one that has aborted already; whoever has what they wanted listens no longer. */
export function aborted(signal: AbortSignal): Promise<never> {
  const end = new Promise<never>((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  end.catch(() => undefined);
  return end;
}

/** Resolves once the signal aborts: for what goes on until then, and ends in peace. */
export function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
