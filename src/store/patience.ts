// Waiting for what another program sends, but not for ever.
import { WeightsUnavailableError } from '../errors';
import { orAborted } from '../util/abort';
import { afterMs } from '../util/after-ms';

/** How long a sender may send nothing, milliseconds. */
const STALL_MS = 60_000;

/** How long one waits, and for whom. */
export interface PatienceOptions {
  /** Ends the waiting with its reason. */
  readonly signal?: AbortSignal | undefined;
  /** How long nothing may come, milliseconds; a minute by default. */
  readonly stallMs?: number | undefined;
}

/** Waits for a sender until the caller's signal aborts, or nothing comes for long. */
export class Patience {
  readonly #who: string;
  readonly #end = new AbortController();
  readonly #stallMs: number;
  readonly #caller: AbortSignal | undefined;

  /** @param who sends, as messages call it */
  constructor(who: string, { signal, stallMs = STALL_MS }: PatienceOptions) {
    this.#who = who;
    this.#stallMs = stallMs;
    this.#caller = signal;
  }

  /** Aborts once there is nothing to wait for any more: for what can be told so. */
  get signal(): AbortSignal {
    return this.#end.signal;
  }

  /** What comes. @throws the caller's reason, WeightsUnavailableError where nothing comes, or what the waiting throws */
  async waitFor<T>(coming: () => Promise<T>): Promise<T> {
    const abort = () => this.#end.abort(this.#caller?.reason);
    if (this.#caller?.aborted) abort();
    this.#caller?.addEventListener('abort', abort);
    const cancelTimer = afterMs(this.#stallMs, () => {
      const waited = `${this.#who} sent nothing for ${this.#stallMs / 1000} s.`;
      this.#end.abort(new WeightsUnavailableError(waited));
    });
    try {
      return await orAborted(this.#end.signal, coming);
    } finally {
      cancelTimer();
      this.#caller?.removeEventListener('abort', abort);
    }
  }
}
