// Empty submits, on which Firefox looks whether work is finished. Loaded only for devices whose answers are late.

/** Milliseconds between submits. A page's timers are held to 4 where they follow one another. */
const EVERY_MS = 2;
/** Trials that say the same. */
const ENOUGH = 2;
/** While shaders are compiled, say, a device answers late whatever is done. */
const MOST_TRIALS = 20;

/** Makes a device look for what is finished. */
export class Nudge {
  readonly #queue: GPUQueue;
  #isBusy = false;

  constructor({ queue }: GPUDevice) {
    this.#queue = queue;
  }

  /** Submits nothing, over and over, for as long as something is awaited. */
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

/**
 * What hurries a device that is late, if that gains. Where nothing is left to do and no answer comes for `lateMs`, one that comes
 * right behind an empty submit has waited for it. Null where answers come by themselves; or where submits bring none soon,
 * as on a device that is busy all the while.
 */
export async function nudgeThatGains(device: GPUDevice, lateMs: number): Promise<Nudge | null> {
  const { queue } = device;
  const seen = { prompt: 0, early: 0 };
  for (let trial = 0; trial < MOST_TRIALS; trial++) {
    const answer = queue.onSubmittedWorkDone();
    const isEarly = await Promise.race([answer.then(() => true), pause(lateMs).then(() => false)]);
    const submitted = performance.now();
    if (!isEarly) queue.submit([]);
    await answer;
    if (isEarly) seen.early++;
    else if (performance.now() - submitted < lateMs / 2) seen.prompt++;
    if (seen.early === ENOUGH) return null;
    if (seen.prompt === ENOUGH) return new Nudge(device);
  }
  return null;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
