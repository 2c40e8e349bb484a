// Empty submits, on which Firefox looks whether work is finished. Loaded only for devices whose answers are late.

/** Milliseconds between submits. A page's timers are held to 4 where they follow one another. */
const EVERY_MS = 2;
/** A late answer that comes so soon behind the first submits has waited for them: Firefox's takes 3 to 8 ms, of 100. */
const SOON_MS = 15;

/** Makes a device look for what is finished. */
export class Nudge {
  readonly #queue: GPUQueue;
  #isBusy = false;

  constructor({ queue }: GPUDevice) {
    this.#queue = queue;
  }

  /** Submits empty lists of commands, over and over, for as long as something is awaited. */
  while(isAwaited: () => boolean): void {
    if (this.#isBusy) return;
    this.#isBusy = true;
    const next = () => {
      setTimeout(() => {
        this.#isBusy = isAwaited();
        if (!this.#isBusy) return;
        this.#queue.submit([]);
        next();
      }, EVERY_MS);
    };
    next();
  }
}

/** What hurries a device that owes an answer for long, though nothing is left to do; null where submits do not bring it soon. */
export async function nudgeThatGains(
  device: GPUDevice,
  answer: Promise<undefined>,
): Promise<Nudge | null> {
  const nudge = new Nudge(device);
  const start = performance.now();
  let isAwaited = true;
  nudge.while(() => isAwaited);
  await answer;
  isAwaited = false;
  // Another one: this one's last timer may be under way.
  return performance.now() - start < SOON_MS ? new Nudge(device) : null;
}
