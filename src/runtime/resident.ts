// A model wherever it is: what computes it may change while it is loaded.
import type { KindlingError } from '../errors';
import type { ModelParts, Placed } from './backend';

/** Why a model could not be placed. */
export interface Failure {
  readonly failure: unknown;
}

/** A model and its place. */
export class Resident {
  readonly parts: ModelParts;
  #placed: Placed;
  /** Why the present device cannot hold it. */
  #failure: unknown = null;
  /** Aborts when the model is disposed, or the runtime; its reason says which. */
  readonly end = new AbortController();

  constructor(parts: ModelParts, placed: Placed) {
    this.parts = parts;
    this.#placed = placed;
  }

  /** Where it was last. */
  get placed(): Placed {
    return this.#placed;
  }

  /** Where it can run. @throws why it was disposed; what kept it from the present device */
  ready(): Placed {
    this.end.signal.throwIfAborted();
    if (this.#failure) throw this.#failure;
    return this.#placed;
  }

  /** Gives up the last place for another one, or for the reason why there is none. */
  move(to: Placed | Failure): void {
    this.#placed.destroy();
    if ('failure' in to) {
      this.#failure = to.failure;
      return;
    }
    this.#failure = null;
    this.#placed = to;
    if (this.end.signal.aborted) to.destroy();
  }

  /** Frees everything that it holds, and ends what is under way with a reason. */
  dispose(reason: KindlingError): void {
    this.end.abort(reason);
    this.#placed.destroy();
  }
}
