// How soon a device tells of finished work. Firefox looks every 100 ms, or whenever something is submitted; others tell at once.
import type { Nudge } from './nudge';

/** A device at rest that takes longer to answer may be one that looks now and then. Chromium's take 1 ms, Deno's 12. */
const LATE_MS = 50;

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

  /**
   * Finds out whether the device has to be hurried: by how it answers, whatever browser it is of. Never rejects. What is
   * submitted meanwhile hurries answers as well, and nothing is learned.
   */
  async measure(device: GPUDevice): Promise<void> {
    try {
      await device.queue.onSubmittedWorkDone(); // asked somewhere between two looks
      const answer = device.queue.onSubmittedWorkDone();
      if (await isAnsweredWithin(LATE_MS, answer)) return;
      this.#nudge = await (await import('./nudge')).nudgeThatGains(device, answer);
      this.#hurry();
    } catch {
      // A device that is lost has no answers.
    }
  }

  #hurry(): void {
    this.#nudge?.while(() => this.#awaited > 0);
  }
}

/** Whether an answer comes in so many milliseconds. */
async function isAnsweredWithin(ms: number, answer: Promise<unknown>): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  const isInTime = await Promise.race([answer.then(() => true), late]);
  clearTimeout(timer);
  return isInTime;
}
