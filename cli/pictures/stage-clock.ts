// How long a stage has anything to do: of several pictures in it at once, each moment counts once.
import type { StageTime } from '../page-session';

/** Times one stage. */
export class StageClock {
  readonly #stage: string;
  #pictures = 0;
  #busyMs = 0;
  #going = 0;
  #since = 0;

  constructor(stage: string) {
    this.#stage = stage;
  }

  /** Does one picture's part in it. @throws what the work throws */
  async timed<T>(work: () => Promise<T>): Promise<T> {
    if (this.#going++ === 0) this.#since = performance.now();
    try {
      return await work();
    } finally {
      this.#pictures++;
      if (--this.#going === 0) this.#busyMs += performance.now() - this.#since;
    }
  }

  time(): StageTime {
    return { stage: this.#stage, pictures: this.#pictures, busyMs: this.#busyMs };
  }
}
