// How many frames a second are answered, over the last of them.

/** Frames that the rate is taken over. */
const WINDOW = 30;

/** Counts frames. */
export class FrameRate {
  readonly #times: number[] = [];

  /** Adds a frame at a time in milliseconds. @returns frames a second; 0 for the first one */
  add(time: number): number {
    this.#times.push(time);
    if (this.#times.length > WINDOW) this.#times.shift();
    const elapsed = time - (this.#times[0] ?? time);
    return elapsed > 0 ? (1000 * (this.#times.length - 1)) / elapsed : 0;
  }
}
