// How soon a device tells of finished work. Firefox looks every 100 ms, or whenever something is submitted; others tell at once.
import type { Nudge } from './nudge';

/** A device at rest whose answers all take longer is one that looks now and then. Chromium's take 1 ms, Deno's 12. */
const LATE_MS = 50;
/** One answer may be late for any reason; the first one's question falls somewhere between two looks. */
const ASKED = 4;

/** What is awaited of a device, and what hurries it where that was measured to gain. */
export class Answers {
  #awaited = 0;
  #nudge: Nudge | null = null;

  /** Whether answers are hurried. */
  get areHurried(): boolean {
    return this.#nudge !== null;
  }

  /** Work of the device, hurried while it is awaited. @throws what the work throws */
  async of<T>(work: Promise<T>): Promise<T> {
    this.#awaited++;
    this.#hurry();
    try {
      return await work;
    } finally {
      this.#awaited--;
    }
  }

  /** Finds out whether the device has to be hurried: by how long it takes, whatever browser it is of. Never rejects. */
  async measure(device: GPUDevice): Promise<void> {
    try {
      let ms = Number.POSITIVE_INFINITY;
      for (let asked = 0; asked < ASKED; asked++) {
        const answered = await answerMs(device);
        if (asked > 0) ms = Math.min(ms, answered);
        if (ms < LATE_MS) return;
      }
      const { nudgeThatGains } = await import('./nudge');
      this.#nudge = await nudgeThatGains(device, ms, () => answerMs(device));
      this.#hurry();
    } catch {
      // A device that is lost has no answers.
    }
  }

  #hurry(): void {
    this.#nudge?.while(() => this.#awaited > 0);
  }
}

/** Milliseconds in which a device says that nothing is left to do. */
async function answerMs({ queue }: GPUDevice): Promise<number> {
  const start = performance.now();
  await queue.onSubmittedWorkDone();
  return performance.now() - start;
}
