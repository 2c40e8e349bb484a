// Whether a network is computed sooner together with helpers or by one thread alone. Small ones may not be: to wake a helper takes
// as long as a layer of theirs, longer after a pause, and how long is the machine's. So both are timed, now and then.

/** Runs that come as soon behind one another find helpers and processor awake; milliseconds. */
const IN_A_ROW_MS = 5;
/** Durations of each way that are looked at. */
const KEPT = 3;
/** How much sooner the better way has to be, for the other one not to be tried as often. */
const CLEARLY = 1.3;
/** Runs behind which the other way is tried again. */
const TRIED_AGAIN = 32;

/** What is known of one way to compute. */
interface Way {
  /** The last durations, ms. */
  readonly durationsMs: number[];
  /** Runs since the last one. */
  age: number;
}

/** What was measured of runs that come in a row, or of others. */
class Situation {
  readonly together: Way = { durationsMs: [], age: 0 };
  readonly alone: Way = { durationsMs: [], age: 0 };

  /** Which way is due: what is not known, else the better one, and now and then the other. */
  next(): Way {
    const { together, alone } = this;
    if (together.durationsMs.length === 0) return together;
    if (alone.durationsMs.length === 0) return alone;
    const [better, other] =
      middle(together) <= middle(alone) ? [together, alone] : [alone, together];
    const isClear = middle(better) * CLEARLY < middle(other);
    if (!isClear && other.durationsMs.length < KEPT) return other;
    return other.age >= TRIED_AGAIN ? other : better;
  }

  note(way: Way, durationMs: number): void {
    way.durationsMs.push(durationMs);
    if (way.durationsMs.length > KEPT) way.durationsMs.shift();
    this.together.age++;
    this.alone.age++;
    way.age = 0;
  }
}

/** Chooses for one run after another. */
export class Pace {
  readonly #inARow = new Situation();
  readonly #afterPauses = new Situation();
  readonly #now: () => number;
  #end = Number.NEGATIVE_INFINITY;

  constructor(now = () => performance.now()) {
    this.#now = now;
  }

  /**
   * Times a run, which it tells whether helpers compute with it. What fails says nothing of either way.
   */
  async time<T>(run: (together: boolean) => Promise<T>): Promise<T> {
    const start = this.#now();
    const situation = start - this.#end < IN_A_ROW_MS ? this.#inARow : this.#afterPauses;
    const way = situation.next();
    try {
      const result = await run(way === situation.together);
      situation.note(way, this.#now() - start);
      return result;
    } finally {
      this.#end = this.#now();
    }
  }
}

/** The middle one of the last durations; of two, the lower. */
function middle({ durationsMs }: Way): number {
  const sorted = durationsMs.toSorted((a, b) => a - b);
  return sorted[(sorted.length - 1) >> 1] ?? Number.POSITIVE_INFINITY;
}
