// The runtime without a GPU: models that the CPU computes. Loaded only where it is chosen.
import { DeviceLostError, type KindlingError } from '../errors';
import type { AdapterDescription } from '../gpu/device';
import type { Model } from '../ir/model';
import type { Runtime } from './backend';
import { CpuModel } from './cpu-model';
import type { LoadOptions, ModelSource } from './runtime';

/** Gets and reads a model. */
export type OpenModel = (
  source: ModelSource,
  options: LoadOptions,
) => Promise<{ readonly model: Model; readonly byteLength: number }>;

/** The CPU with its models. Made by `createRuntime`. */
export class CpuRuntime implements Runtime {
  readonly adapter: AdapterDescription = {
    ...{ vendor: 'kindling', architecture: 'cpu', kind: 'software' },
    description: 'JavaScript on the CPU, without WebGPU',
  };
  readonly backend = 'cpu';
  readonly fallbackReason: KindlingError | null;
  readonly lost: Promise<DeviceLostError>;
  readonly #openModel: OpenModel;
  readonly #models = new Set<CpuModel>();
  #resolveLost: (error: DeviceLostError) => void = () => undefined;

  constructor(fallbackReason: KindlingError | null, openModel: OpenModel) {
    this.fallbackReason = fallbackReason;
    this.#openModel = openModel;
    this.lost = new Promise((resolve) => {
      this.#resolveLost = resolve;
    });
  }

  async load(source: ModelSource, options: LoadOptions = {}): Promise<CpuModel> {
    const { model, byteLength } = await this.#openModel(source, options);
    options.signal?.throwIfAborted();
    const loaded: CpuModel = await CpuModel.create({
      ...{ model, byteLength },
      extraOutputs: options.outputs ?? [],
      onDispose: () => this.#models.delete(loaded),
    });
    if (options.signal?.aborted) loaded.dispose();
    options.signal?.throwIfAborted();
    this.#models.add(loaded);
    return loaded;
  }

  /** There are no peaks of a GPU. */
  async measurePeaks(): Promise<null> {
    return null;
  }

  dispose(): void {
    for (const model of this.#models) model.dispose();
    this.#models.clear();
    this.#resolveLost(new DeviceLostError('The runtime was disposed.'));
  }
}
