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

  /** What work in steps gives, with turns of the page between them. @throws the signal's reason, which each turn looks at */
  async run<T>(work: Generator<void, T>, signal?: AbortSignal): Promise<T> {
    for (;;) {
      const turn = this.yieldIfDue(signal);
      // biome-ignore lint/nursery/noMisusedPromises: It is undefined where no turn is due, and waiting for that would cost each step.
      if (turn) await turn;
      const { done, value } = work.next();
      if (done) return value;
    }
  }

  /**
   * Call ahead of pieces of work: waits for a turn of the page where one is due, as it is the first time.
   * @throws the signal's reason, which a turn looks at
   */
  yieldIfDue(signal?: AbortSignal): Promise<void> | undefined {
    return performance.now() - this.#start < SLICE_MS ? undefined : this.#turn(signal);
  }

  async #turn(signal: AbortSignal | undefined): Promise<void> {
    await nextTask();
    this.#start = performance.now();
    signal?.throwIfAborted();
  }
}

/** Node's way to a task of its own, which costs a tenth of a channel there. */
const { setImmediate } = globalThis as { setImmediate?: (callback: () => void) => void };

/** A task of its own, without the delays that timers have in pages out of sight. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    if (setImmediate) {
      setImmediate(resolve);
      return;
    }
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
