// The threads that compute a network together: the one that it belongs to, and helpers. A phase is shared out unit by unit: who is
// free takes the next one. So nobody waits for a helper that is late or never comes, and a phase ends with its last unit.
import type { Pause } from '../network';
import type { Unit } from './calls';
import type { Help, HelperThread, Signals, StartHelper } from './helper';

/** Bytes between numbers that different threads write, so that they do not share a line of their caches. */
const LINE = 128;
/** Units of a phase, and phases, whose numbers a ticket has room for, and for those who find that nothing is left. */
const MOST_UNITS = 60_000;
const MOST_PHASES = 65_000;
/** No phase: what there is to take before the first. */
const NOTHING = -65_536;
/** Some microseconds in which most last units end. */
const SPINS = 20_000;
/** Milliseconds without a unit after which a helper counts as dead: a unit takes less than one. */
const PATIENCE_MS = 10_000;

/** How many threads compute, and how others than this one are started; null where they cannot be. */
export interface Crew {
  readonly threads: number;
  readonly startHelper: StartHelper | null;
  /** What a test cannot wait for. */
  readonly patienceMs?: number;
}

/** One thread. */
export const ALONE: Crew = { threads: 1, startHelper: null };

/** This thread and its helpers. */
export class Team {
  readonly #helpers: readonly HelperThread[];
  readonly #patienceMs: number;
  readonly #signals: Signals;
  /** Of each helper. */
  readonly #phases: Unit[][][];
  #hasBegun = false;
  #calls = 0;
  /** No helper may be counted on. */
  #isOver = false;

  private constructor(helpers: readonly HelperThread[], patienceMs: number) {
    this.#helpers = helpers;
    this.#patienceMs = patienceMs;
    this.#phases = helpers.map(() => []);
    const numbers = new SharedArrayBuffer(4 * LINE);
    const number = (index: number) => new Int32Array(numbers, index * LINE, 1);
    this.#signals = { call: number(0), ticket: number(1), done: number(2), failed: number(3) };
    Atomics.store(this.#signals.ticket, 0, NOTHING);
  }

  /** Starts helpers, which come while the network is made ready; null where this thread is alone. */
  static start({ threads, startHelper, patienceMs = PATIENCE_MS }: Crew): Team | null {
    if (threads < 2 || !startHelper || !mayWait()) return null;
    const helpers: HelperThread[] = [];
    try {
      while (helpers.length < threads - 1) helpers.push(startHelper());
    } catch {
      // Those that there are.
    }
    return helpers.length > 0 ? new Team(helpers, patienceMs) : null;
  }

  /** Threads, with this one. */
  get size(): number {
    return this.#helpers.length + 1;
  }

  /** Keeps a phase for the helpers, of which each has units of its own; its number, or null where it is for this thread alone. */
  share(unitsOf: (thread: number) => Unit[], units: number): number | null {
    const number = this.#phases[0]?.length ?? 0;
    if (units < 2 || units > MOST_UNITS || number > MOST_PHASES) return null;
    for (const [index, phases] of this.#phases.entries()) phases.push(unitsOf(index + 1));
    return number;
  }

  /** Gives the helpers their work. */
  begin({ module, memory }: Pick<Help, 'module' | 'memory'>): void {
    this.#hasBegun = true;
    try {
      for (const [index, helper] of this.#helpers.entries()) {
        const phases = this.#phases[index] ?? [];
        helper.begin({ module, memory, signals: this.#signals, phases });
      }
    } catch {
      this.close();
    }
  }

  /**
   * Computes a phase, this thread by `compute`. Where `pause` throws, it ends behind the units that were begun.
   * @returns whether all units are done: else a helper failed, and all have to be done again, by this thread alone
   */
  async run(
    phase: number,
    units: number,
    compute: (unit: number) => void,
    pause: Pause | null,
  ): Promise<boolean> {
    if (this.#isOver) return false;
    const { call, ticket, done } = this.#signals;
    const before = Atomics.load(done, 0);
    let own = 0;
    let isWhole = false;
    Atomics.store(ticket, 0, phase << 16);
    this.#calls = (this.#calls + 1) & 0x7fff_ffff;
    Atomics.store(call, 0, this.#calls);
    Atomics.notify(call, 0);
    try {
      for (;;) {
        const unit = Atomics.add(ticket, 0, 1) & 0xffff;
        if (unit >= units) break;
        compute(unit);
        own++;
        if (pause) await pause();
      }
    } finally {
      const taken = Math.min(Atomics.exchange(ticket, 0, (phase << 16) + units) & 0xffff, units);
      isWhole = await this.#waitFor(before + taken - own);
    }
    return isWhole;
  }

  /** Ends the helpers behind what they have begun. */
  close(): void {
    this.#isOver = true;
    if (!this.#hasBegun) for (const { terminate } of this.#helpers) terminate();
    Atomics.store(this.#signals.call, 0, -1);
    Atomics.notify(this.#signals.call, 0);
  }

  /** Waits until helpers have done so many units since they began. */
  async #waitFor(count: number): Promise<boolean> {
    const { done, failed } = this.#signals;
    const target = count | 0;
    for (let spin = 0; spin < SPINS && Atomics.load(done, 0) !== target; spin++);
    for (;;) {
      const now = Atomics.load(done, 0);
      if (now === target) break;
      if (Atomics.wait(done, 0, now, this.#patienceMs) !== 'timed-out') continue;
      // Whatever it was at, it may not write any more.
      this.close();
      await Promise.all(this.#helpers.map(({ terminate }) => terminate()));
      return false;
    }
    if (Atomics.load(failed, 0) === 0) return true;
    this.close();
    return false;
  }
}

/** Whether threads can share memory here and wait for one another: not where a page is not isolated, nor in its own thread. */
function mayWait(): boolean {
  try {
    return Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 1, 0) === 'not-equal';
  } catch {
    return false;
  }
}
