// Turns on something that all share: nobody waits behind all that another has asked for.

/**
 * How many works go on at once. With four a GPU always has the next one at hand; whoever comes waits for at most so many of
 * others.
 */
const AT_ONCE = 4;

/** Parties take turns: of those who wait, the one whose last turn is longest ago comes next. */
export class FairQueue {
  #going = 0;
  /** Who waits, in the order of turns. */
  readonly #waiting = new Map<object, (() => void)[]>();

  /** Whether the next work has to wait. */
  get isFull(): boolean {
    return this.#going >= AT_ONCE;
  }

  /** Begins the work at once if there is room, else in the party's turn. @throws what the work throws */
  async take<T>(party: object, work: () => Promise<T>): Promise<T> {
    if (this.isFull) await new Promise<void>((begin) => this.#enqueue(party, begin));
    else this.#going++;
    try {
      return await work();
    } finally {
      this.#passOn();
    }
  }

  #enqueue(party: object, begin: () => void): void {
    const queue = this.#waiting.get(party);
    if (queue) queue.push(begin);
    else this.#waiting.set(party, [begin]);
  }

  #passOn(): void {
    for (const [party, queue] of this.#waiting) {
      const begin = queue.shift();
      this.#waiting.delete(party);
      if (queue.length > 0) this.#waiting.set(party, queue);
      begin?.();
      return;
    }
    this.#going--;
  }
}
