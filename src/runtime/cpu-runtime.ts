// The runtime without a GPU: models that the CPU computes. Loaded only where it is chosen.
import { DeviceLostError, type KindlingError, UnsupportedError } from '../errors';
import type { AdapterDescription } from '../gpu/device';
import type { Model } from '../graph/model';
import { orAborted } from '../util/abort';
import { FairQueue } from '../util/fair-queue';
import { Scoped } from '../util/scoped';
import type { Runtime } from './backend';
import { type CpuHost, CpuModel } from './cpu-model';
import type { LeakWatch } from './host';
import type { LoadOptions, ModelSource } from './runtime';

/** Gets and reads a model. */
export type OpenModel = (
  source: ModelSource,
  options: LoadOptions,
) => Promise<{ readonly model: Model; readonly byteLength: number }>;

/** What a runtime on the CPU is made of. */
export interface CpuRuntimeParts {
  readonly fallbackReason: KindlingError | null;
  readonly openModel: OpenModel;
  readonly leaks: LeakWatch | null;
}

/** The CPU with its models. Made by `createRuntime`. */
export class CpuRuntime extends Scoped implements Runtime {
  readonly adapter: AdapterDescription = {
    ...{ vendor: 'kindling', architecture: 'cpu', kind: 'software' },
    description: 'JavaScript on the CPU, without WebGPU',
  };
  readonly backend = 'cpu';
  /** A CPU has nothing to be asked for. */
  readonly hurriesAnswers = false;
  readonly fallbackReason: KindlingError | null;
  readonly lost: Promise<DeviceLostError>;
  readonly #parts: CpuRuntimeParts;
  readonly #host: CpuHost;
  #resolveLost: (error: DeviceLostError) => void = () => undefined;

  constructor(parts: CpuRuntimeParts) {
    super();
    this.fallbackReason = parts.fallbackReason;
    this.#parts = parts;
    const { leaks } = parts;
    this.#host = { turns: new FairQueue(), leaks, networks: new Set(), isClosed: false };
    this.lost = new Promise((resolve) => {
      this.#resolveLost = resolve;
    });
  }

  get device(): never {
    throw new UnsupportedError(
      "The CPU backend has no GPUDevice; runtime.backend tells, and 'webgpu' there has one.",
    );
  }

  load(source: ModelSource, options: LoadOptions = {}): Promise<CpuModel> {
    const { signal } = options;
    return orAborted(signal, async () => {
      if (options.precision === 'f16') {
        throw new UnsupportedError(
          'Precision "f16" needs a GPU: load the model with precision "f32" on the CPU.',
        );
      }
      this.#checkAlive();
      const { model, byteLength } = await this.#parts.openModel(source, options);
      signal?.throwIfAborted();
      const loaded = await CpuModel.create({
        ...{ model, byteLength, host: this.#host },
        extraOutputs: options.outputs ?? [],
      });
      if (signal?.aborted || this.#host.isClosed) loaded.dispose();
      signal?.throwIfAborted();
      this.#checkAlive();
      return loaded;
    });
  }

  /** There are no peaks of a GPU. */
  async measurePeaks(): Promise<null> {
    return null;
  }

  dispose(): void {
    this.#host.isClosed = true;
    for (const network of this.#host.networks) {
      this.#host.leaks?.release(network);
      network.dispose();
    }
    this.#host.networks.clear();
    this.#resolveLost(new DeviceLostError('The runtime was disposed.'));
  }

  #checkAlive(): void {
    if (this.#host.isClosed) throw new DeviceLostError('The runtime was disposed.');
  }
}
