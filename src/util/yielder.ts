// Long work in slices, so that a page stays responsive.

/**
 * Milliseconds after which others have a turn. Browsers call what blocks a page for 50 ms a long task; one piece of work may
 * take most of that while it runs for the first time, not yet compiled, beside a busy GPU process.
 */
const SLICE_MS = 4;

/** Gives way to the page now and then. */
export class Yielder {
  /** Whoever made the yielder may have worked long already. */
  #start = Number.NEGATIVE_INFINITY;

  /** Call ahead of pieces of work: waits for a turn of the page when the last one is long enough ago, or the first time. */
  async yieldIfDue(): Promise<void> {
    if (performance.now() - this.#start < SLICE_MS) return;
    await nextTask();
    this.#start = performance.now();
  }
}

/** A task of its own, without the delays that timers have in pages out of sight. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
