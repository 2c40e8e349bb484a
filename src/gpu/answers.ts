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

  /** Finds out whether the device has to be hurried: by how it answers, whatever browser it is of. Never rejects. */
  async measure(device: GPUDevice): Promise<void> {
    try {
      for (let asked = 0; asked < ASKED; asked++) {
        const start = performance.now();
        await device.queue.onSubmittedWorkDone();
        if (asked > 0 && performance.now() - start < LATE_MS) return;
      }
      this.#nudge = await (await import('./nudge')).nudgeThatGains(device, LATE_MS);
      this.#hurry();
    } catch {
      // A device that is lost has no answers.
    }
  }

  #hurry(): void {
    this.#nudge?.while(() => this.#awaited > 0);
  }
}
