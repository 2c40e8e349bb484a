// The backend that a runtime's models are on, which they share; after a loss it may be another one.
import { DeviceLostError, type KindlingError, TensorError } from '../errors';
import { orAborted } from '../util/abort';
import { FairQueue } from '../util/fair-queue';
import type { Backend, ModelParts } from './backend';
import type { BackendChoice } from './backend-choice';
import { Resident } from './resident';

/** Goes on after the device was lost. */
export interface Recovery {
  /** Resolves once there will be no device any more. */
  readonly lost: Promise<DeviceLostError>;
  /** Does the work, and again on another device where one is lost under it. */
  readonly attempt: <T>(work: () => Promise<T>) => Promise<T>;
}

/** Told of what has to be disposed, and of what was. */
export interface LeakWatch {
  /** `handle` is what users have, `held` what has to be freed. */
  watch(handle: object, held: object, what: string): void;
  release(held: object): void;
}

/** A model that is ready, and where. */
export interface Admitted {
  readonly host: Host;
  readonly resident: Resident;
  /** Where there was something to choose from. */
  readonly choice?: BackendChoice | null;
}

/** One backend, and the models that it holds. */
export class Host {
  readonly residents = new Set<Resident>();
  readonly turns = new FairQueue();
  recovery: Recovery | null = null;
  leaks: LeakWatch | null = null;
  /** The runtime's own host, where that has several. */
  declare owner?: Host;
  /** Aborts when the runtime is disposed. */
  readonly end = new AbortController();
  #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  get isClosed(): boolean {
    return this.end.signal.aborted;
  }

  get backend(): Backend {
    return this.#backend;
  }

  /** Works with the device; again on another one, where that is asked for. @throws DeviceLostError; what the work throws */
  attempt<T>(work: () => Promise<T>): Promise<T> {
    return orAborted(this.end.signal, () => (this.recovery ? this.recovery.attempt(work) : work()));
  }

  /** Makes a model ready. @throws as `place` does */
  admit(parts: ModelParts): Promise<Admitted> {
    return this.attempt(async () => {
      const backend = this.#backend;
      const placed = await backend.place(parts);
      const resident = new Resident(parts, placed);
      if (this.isClosed || backend !== this.#backend) {
        placed.destroy();
        throw new DeviceLostError(
          `The device was lost while "${parts.model.name}" was loaded; load it again.`,
        );
      }
      this.residents.add(resident);
      return { host: this, resident };
    });
  }

  /** Frees a model. */
  dismiss(resident: Resident, reason: KindlingError = disposed(resident)): void {
    this.residents.delete(resident);
    this.leaks?.release(resident);
    resident.dispose(reason);
  }

  /** Takes another backend and gives up the last. */
  moveTo(backend: Backend): void {
    this.#backend.close();
    this.#backend = backend;
  }

  /** Frees all models and the backend, unless its device is the caller's own. */
  close(): void {
    const reason = new DeviceLostError('The runtime was disposed; create a new one.');
    this.end.abort(reason);
    for (const resident of this.residents) this.dismiss(resident, reason);
    this.#backend.close();
  }
}

function disposed({ parts }: Resident): TensorError {
  return new TensorError(`Model "${parts.model.name}" was disposed; load it again.`);
}
