// Empty submits, on which Firefox looks whether work is finished. Loaded only for devices whose answers are late.

import { median } from '../util/statistics';

/** Milliseconds between submits. A page's timers are held to 4 where they follow one another. */
const EVERY_MS = 2;
/** Answers whose median is held against what the device takes by itself. */
const TRIALS = 3;
/** How much sooner answers have to come: submits cost the page and the device something, too. */
const LEAST_GAIN = 2;

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

/** What hurries a device that takes `ms` to answer at rest, as `ask` finds out; null where its answers come no sooner. */
export async function nudgeThatGains(
  device: GPUDevice,
  ms: number,
  ask: () => Promise<number>,
): Promise<Nudge | null> {
  let isMeasuring = true;
  new Nudge(device).while(() => isMeasuring);
  try {
    const trials: number[] = [];
    while (trials.length < TRIALS) trials.push(await ask());
    return median(trials) * LEAST_GAIN < ms ? new Nudge(device) : null;
  } finally {
    isMeasuring = false;
  }
}
