// The device that a runtime's models are on, which they share; after a loss it may be another one.
import { DeviceLostError } from '../errors';
import type { Gpu } from '../gpu/device';
import type { PipelineCache } from '../gpu/pipeline-cache';
import { FairQueue } from '../util/fair-queue';
import type { DeviceContext } from './device-context';
import { type LoadedModelParts, placeModel, Resident } from './resident';

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

/** One device, and the models that it holds. */
export class Host implements DeviceContext {
  readonly residents = new Set<Resident>();
  readonly turns = new FairQueue();
  recovery: Recovery | null = null;
  leaks: LeakWatch | null = null;
  /** For whoever recovers: that chunk brings none of it along. */
  readonly place = placeModel;
  isClosed = false;
  #context: DeviceContext;

  constructor(context: DeviceContext) {
    this.#context = context;
  }

  get gpu(): Gpu {
    return this.#context.gpu;
  }

  get pipelines(): PipelineCache {
    return this.#context.pipelines;
  }

  /** Works with the device; again on another one, where that is asked for. @throws DeviceLostError; what the work throws */
  attempt<T>(work: () => Promise<T>): Promise<T> {
    return this.recovery ? this.recovery.attempt(work) : work();
  }

  /** Makes a model ready. @throws as `place` does */
  admit(parts: LoadedModelParts): Promise<Resident> {
    return this.attempt(async () => {
      const context = this.#context;
      const placed = await this.place(context, parts);
      const resident = new Resident(parts, placed);
      if (this.isClosed || context !== this.#context) {
        placed.destroy();
        throw new DeviceLostError(
          `The runtime's device was given up while "${parts.model.name}" was loaded.`,
        );
      }
      this.residents.add(resident);
      return resident;
    });
  }

  /** Frees a model. */
  dismiss(resident: Resident): void {
    this.residents.delete(resident);
    this.leaks?.release(resident);
    resident.dispose();
  }

  /** Takes another device and gives up the last. */
  moveTo(context: DeviceContext): void {
    this.#context.gpu.release();
    this.#context = context;
  }

  /** Frees all models, and the device unless it is the caller's own. */
  close(): void {
    this.isClosed = true;
    for (const resident of this.residents) this.dismiss(resident);
    this.gpu.release();
  }
}
