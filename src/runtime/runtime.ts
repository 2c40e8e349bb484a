// The runtime: what computes, and the models loaded to it.
import type { DeviceLostError, KindlingError } from '../errors';
import type { AdapterDescription, DeviceOptions } from '../gpu/device';
import type { BackendKind } from '../plan/report';
import { orAborted } from '../util/abort';
import { Scoped } from '../util/scoped';
import type { ModelParts } from './backend';
import type { Purpose } from './backend-choice';
import type { Host } from './host';
import { rememberRuntime } from './internals';
import type { LoadOptions, ModelSource } from './load-options';
import { LoadedModel } from './loaded-model';
import { openModel } from './open-model';

/** Enough for SqueezeNet on a software adapter, where compiling the variants takes most of it. */
const TUNE_BUDGET_MS = 20_000;

/** What a runtime does besides opening a device. */
export interface RuntimeOptions extends DeviceOptions {
  /**
   * What computes. 'webgpu', the default: that, or nothing. 'cpu'. 'auto': WebGPU on a GPU; the CPU where there is no adapter, and
   * where the only one is a software adapter, which takes some ten times as long. 'fastest': the faster one for each model, by timing
   * both when it is first loaded on an adapter, which takes up to some seconds; what was found is kept in IndexedDB, for the network,
   * this adapter, browser and version of the kernels, and where there is none, as long as the runtime. Without an adapter it is the CPU.
   * `runtime.backend` says what it came to and `runtime.fallbackReason` why; of 'fastest' also `model.backend` and `model.choice`.
   */
  readonly backend?: 'auto' | 'webgpu' | 'cpu' | 'fastest';
  /** With 'fastest': what is timed, one inference that is waited for, the default, or several under way at once. */
  readonly for?: Purpose;
  /**
   * On the CPU in WebAssembly: how many threads compute a network together at most, a whole number. By default as many as the
   * processor has, up to four. One where a page is not cross-origin isolated, and where no workers can be had.
   */
  readonly threads?: number;
  /** With 'auto': whether a software adapter counts as WebGPU; only for a device of the caller's own by default. */
  readonly softwareAdapter?: boolean;
  /**
   * What becomes of calls under way when the device is lost, and of later ones. 'reject', the default: they are rejected with
   * a DeviceLostError. 'replay': a device is opened again, every model is made ready on it, and the calls are done again, up
   * to three times each. `profileVariants` is rejected, and what a trace holds is gone. A device of the caller's own cannot be
   * opened again.
   */
  readonly onDeviceLost?: 'reject' | 'replay';
  /**
   * Called with 'replay' whenever all models are ready on another device: `device` and `adapter` of the runtime are that one's
   * from then on, and buffers, textures and traces of the lost one are gone.
   */
  readonly onDeviceReplaced?: () => void;
  /** Warns in the console of models and traces that were dropped without `dispose()`, once the browser notices: for development. */
  readonly warnOfLeaks?: boolean;
}

/** What computes, with its models. Made by `createRuntime`. */
export class Runtime extends Scoped {
  /** What computes; with 'fastest' 'webgpu' where there is a device, and `model.backend` says it of each model. */
  readonly backend: BackendKind;
  /** Why the CPU computes where WebGPU was tried first, and why it does so in JavaScript where it may not in WebAssembly; else null. */
  readonly fallbackReason: KindlingError | null;
  /**
   * Resolves once the device is gone, by `dispose` too, and no other one takes its place: from then on nothing runs on it, and a
   * new runtime is needed. With 'fastest', models on the CPU go on.
   */
  readonly lost: Promise<DeviceLostError>;
  readonly #host: Host;

  /** @internal */
  constructor(host: Host, fallbackReason: KindlingError | null = null) {
    super();
    const { backend, recovery } = host;
    this.backend = backend.kind;
    this.fallbackReason = fallbackReason;
    this.lost = recovery?.lost ?? backend.lost;
    this.#host = host;
    rememberRuntime(this, host);
  }

  /** The adapter that computes; after a loss it may be another one. */
  get adapter(): AdapterDescription {
    return this.#host.backend.adapter;
  }

  /**
   * The device that computes, for buffers and textures of one's own; after a loss it may be another one. It ends with the
   * runtime, unless the caller made it.
   * @throws UnsupportedError where the CPU computes
   */
  get device(): GPUDevice {
    return this.#host.backend.device;
  }

  /**
   * Whether empty submits hurry answers that are awaited: measured once, in the first half second of a device that answers
   * late.
   */
  get hurriesAnswers(): boolean {
    return this.#host.backend.hurriesAnswers;
  }

  /**
   * Loads a model and makes it ready: when this resolves, the network's pipelines are compiled and its weights uploaded, so
   * that the first run costs what the tenth does. The two dispatches that prepare pictures may still be compiling; the first
   * picture waits for them. The CPU compiles nothing, and needs none of `decode`, `tune`.
   * @throws UnknownModelError, WeightsUnavailableError, ChecksumError when the file is absent, or another one;
   * ModelFormatError when it is damaged; UnsupportedError when it needs what Kindling does not have, or what computes has no
   * halves; GraphError for an unknown name in `outputs`; TensorError for another batch than a built network's, a `classifier` that
   * takes no picture or gives no classes, or a model in `weightsOf` that was disposed or is another runtime's; UnsupportedError for
   * one there of another copy of the library; LimitError beyond `memoryLimit` or `computeLimit`; LimitError,
   * GPUFailureError, DeviceLostError when the device cannot run it; the signal's reason when aborted.
   */
  load(source: ModelSource, options: LoadOptions = {}): Promise<LoadedModel> {
    const { signal, weightsOf, precision = 'f32' } = options;
    return orAborted(signal, async () => {
      const [{ model, byteLength }, { Budgets }, borrow] = await Promise.all([
        openModel(source, options),
        import('./budgets'),
        weightsOf &&
          import('./weights-of').then((own) => own.borrowFrom(this.#host, weightsOf, precision)),
      ]);
      const budgets = new Budgets(options, byteLength);
      await budgets.checkWork(model.graph);
      const loaded = await LoadedModel.create(this.#host, {
        model,
        byteLength,
        extraOutputs: options.outputs ?? [],
        precision,
        borrow,
        decode: options.decode ?? 'auto',
        tuning: tuningOf(options),
        check: options.check === 'once',
        budgets,
        signal,
        onCompiling: options.onCompiling,
      });
      if (signal?.aborted) loaded.dispose();
      signal?.throwIfAborted();
      return loaded;
    });
  }

  /** Disposes all models and the device (unless it is the caller's own). */
  dispose(): void {
    this.#host.close();
  }
}

function tuningOf(options: LoadOptions): ModelParts['tuning'] {
  const { tune = 'off', tuneBudgetMs = TUNE_BUDGET_MS } = options;
  const { signal, onTuning } = options;
  return tune === 'off'
    ? null
    : { mode: tune, budgetMs: tuneBudgetMs, signal, onProgress: onTuning };
}
