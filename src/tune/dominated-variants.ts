// Which variants need not be tried again: compiling and timing what loses everywhere takes most of a tuning.
import type { RaceResult } from './race';

/** Lost races of a kind of call after which a variant is out, and how many times the winner's time loses one. */
const RACES = 2;
const LOST = 2;

/** Remembers lost races, by kind of call and variant. */
export class DominatedVariants {
  readonly #lost = new Map<string, number>();

  /** Whether a variant lost its last races of this kind, all by far. */
  has(kind: string, variant: string): boolean {
    return (this.#lost.get(`${kind} ${variant}`) ?? 0) >= RACES;
  }

  /** Takes in how a race went. */
  add<T>(kind: string, { ms, times }: RaceResult<T>, nameOf: (candidate: T) => string): void {
    for (const [candidate, time] of times) {
      const key = `${kind} ${nameOf(candidate)}`;
      this.#lost.set(key, time > LOST * ms ? (this.#lost.get(key) ?? 0) + 1 : 0);
    }
  }
}
