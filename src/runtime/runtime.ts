// The runtime: one device, the pipelines compiled on it, and the models loaded to it.
import { type DeviceLostError, type KindlingError, TensorError } from '../errors';
import { type AdapterDescription, type DeviceOptions, openGpu } from '../gpu/device';
import type { CompileProgress } from '../gpu/executor';
import { PipelineCache } from '../gpu/pipeline-cache';
import { valueNamed } from '../graph/graph';
import { loadOpsOf } from '../graph/load-ops';
import type { Model } from '../graph/model';
import type { ClassifierSettings } from '../models/as-classifier';
import type { Backend } from '../plan/report';
import { download, type Progress } from '../store/download';
import type { Precision } from '../tensor/elements';
import type { AdapterPeaks } from '../tune/peaks';
import type { TuningProgress } from '../tune/tune-graph';
import { orAborted } from '../util/abort';
import { Scoped } from '../util/scoped';
import { Host } from './host';
import { LoadedModel } from './loaded-model';
import { type ReadModelOptions, readModel } from './read-model';
import { readModelStream } from './read-model-stream';
import type { LoadedModelParts } from './resident';

/**
 * What a model can be loaded from: a name in the manifest, a URL, the file itself, a download that goes on (a response's
 * `body`), or a model built by a function.
 */
export type ModelSource =
  | string
  | URL
  | Blob
  | ArrayBuffer
  | Uint8Array
  | ReadableStream<Uint8Array>
  | Model;

/** How a model is loaded. */
export interface LoadOptions extends ReadModelOptions {
  /** Values inside the network that `run` can also give, by name (`fire2/concat`); they are then kept in memory. */
  readonly outputs?: readonly string[];
  /**
   * Makes a classifier of a network whose file says nothing of pictures, as `asClassifier` of `kindling/models` does: by what
   * is known of it, or, with `true`, as PyTorch's ImageNet networks are. What a file says itself stays, unless settings say otherwise.
   */
  readonly classifier?: boolean | ClassifierSettings;
  /** Ends loading at once with its reason; what was begun is freed. */
  readonly signal?: AbortSignal;
  /** Called while the file downloads; bytes. */
  readonly onProgress?: (progress: Progress) => void;
  /** Called whenever a pipeline is compiled. */
  readonly onCompiling?: (progress: CompileProgress) => void;
  /**
   * What the network computes and is stored in. 'f32', the default, or 'f16': half the memory, and faster on many GPUs, on
   * devices with the feature shader-f16. Inputs and outputs are 32-bit floats either way. `compare` tells what f16 costs.
   */
  readonly precision?: Precision;
  /**
   * Who decodes the weights of a Deep Compression file: the GPU, to which only what the file holds is then uploaded, or the
   * CPU. 'auto', the default, is the GPU unless it is a software adapter, which would compile for longer than it decodes. The CPU for 'f16'.
   */
  readonly decode?: 'auto' | 'gpu' | 'cpu';
  /**
   * 'once': each kernel that the network uses first computes a few pixels, which are held against the reference; what answers
   * wrongly on this adapter is done without, as `inspect().struck` says. What was found is kept in IndexedDB, beside tunings,
   * for this adapter, browser and version of the shaders. 'off' is the default; the CPU backend has nothing to check.
   */
  readonly check?: 'off' | 'once';
  /**
   * What chooses kernels. 'off', the default: rules by kind of adapter and shape, the quickest start. 'cached': what was
   * measured on this adapter before, in this browser. 'full': what has not been measured is measured now, layer by layer,
   * within `tuneBudgetMs`, and kept in IndexedDB.
   */
  readonly tune?: 'off' | 'cached' | 'full';
  /** Milliseconds after which a full tuning begins no other layer; 20,000 by default. */
  readonly tuneBudgetMs?: number;
  /** Called while a full tuning goes on. */
  readonly onTuning?: (progress: TuningProgress) => void;
}

/** Enough for SqueezeNet on a software adapter, where compiling the variants takes most of it. */
const TUNE_BUDGET_MS = 20_000;

/** What a runtime does besides opening a device. */
export interface RuntimeOptions extends DeviceOptions {
  /**
   * What computes: 'webgpu', the default, or nothing; 'cpu'; or 'auto', WebGPU, and the CPU where there is none.
   * `runtime.backend` says what it came to, and `runtime.fallbackReason` why.
   */
  readonly backend?: 'auto' | 'webgpu' | 'cpu';
  /** With 'auto': whether a software adapter counts as WebGPU; true by default. */
  readonly softwareAdapter?: boolean;
  /**
   * What becomes of calls under way when the device is lost, and of later ones. 'reject', the default: they are rejected with
   * a DeviceLostError. 'replay': a device is opened again, every model is made ready on it, and the calls are done again, up
   * to three times each; pictures and arrays that a call was given must stay as they are until it is done. `profileVariants`
   * is rejected, and what a trace holds is gone. A device of the caller's own cannot be opened again.
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

/** One device with its models. Made by `createRuntime`. */
export class Runtime extends Scoped {
  /** What computes. */
  readonly backend: Backend = 'webgpu';
  /** Why the CPU computes where WebGPU was tried first; null otherwise. */
  readonly fallbackReason: KindlingError | null = null;
  /**
   * Resolves once the device is gone, by `dispose` too, and no other one takes its place: from then on nothing runs, and a
   * new runtime is needed.
   */
  readonly lost: Promise<DeviceLostError>;
  readonly #host: Host;

  constructor(host: Host) {
    super();
    this.lost = host.recovery?.lost ?? host.gpu.lost.catch((error: DeviceLostError) => error);
    this.#host = host;
  }

  /** The adapter that computes; after a loss it may be another one. */
  get adapter(): AdapterDescription {
    return this.#host.gpu.adapter;
  }

  /**
   * The device that computes, for buffers and textures of one's own; after a loss it may be another one. It ends with the
   * runtime, unless the caller made it.
   */
  get device(): GPUDevice {
    return this.#host.gpu.device;
  }

  /**
   * Whether empty submits hurry answers that are awaited: measured once, in the first half second of a device that answers
   * late.
   */
  get hurriesAnswers(): boolean {
    return this.#host.gpu.answers.areHurried;
  }

  /**
   * Loads a model and makes it ready: when this resolves, the network's pipelines are compiled and its weights uploaded, so
   * that the first run costs what the tenth does. The two dispatches that prepare pictures may still be compiling; the first
   * picture waits for them.
   * @throws UnknownModelError, WeightsUnavailableError, ChecksumError when the file cannot be had;
   * ModelFormatError when it is damaged; UnsupportedError when it needs what Kindling does not have, or the device has no
   * halves; GraphError for an
   * unknown name in `outputs`; TensorError for another batch than a built network's, or a `classifier` that takes no picture
   * or gives no classes; LimitError, GPUFailureError, DeviceLostError when the device cannot run it; the signal's reason when
   * aborted.
   */
  load(source: ModelSource, options: LoadOptions = {}): Promise<LoadedModel> {
    const { signal } = options;
    return orAborted(signal, async () => {
      const { model, byteLength } = await openModel(source, options);
      signal?.throwIfAborted();
      const loaded = await LoadedModel.create(this.#host, {
        model,
        byteLength,
        extraOutputs: options.outputs ?? [],
        precision: options.precision ?? 'f32',
        decode: options.decode ?? 'auto',
        tuning: tuningOf(options),
        check: options.check === 'once',
        signal,
        onCompiling: options.onCompiling,
      });
      if (signal?.aborted) loaded.dispose();
      signal?.throwIfAborted();
      return loaded;
    });
  }

  /**
   * Measures what the adapter can do at most, in a second or two: what layers can be held against. Null where the device
   * has no timestamps. Best while nothing else runs.
   * @throws GPUFailureError, DeviceLostError
   */
  async measurePeaks(): Promise<AdapterPeaks | null> {
    if (!this.#host.gpu.device.features.has('timestamp-query')) return null;
    const { measureAdapterPeaks } = await import('../tune/index');
    return measureAdapterPeaks(this.#host.gpu);
  }

  /** Disposes all models and the device (unless it is the caller's own). */
  dispose(): void {
    this.#host.close();
  }
}

/**
 * Opens the GPU.
 * @throws WebGPUUnavailableError when the browser has no WebGPU, AdapterUnavailableError when it has no adapter or device.
 */
export async function createGpuRuntime(options: RuntimeOptions): Promise<Runtime> {
  const open = async () => {
    const gpu = await openGpu(options);
    return { gpu, pipelines: new PipelineCache(gpu.device) };
  };
  const host = new Host(await open());
  if (options.warnOfLeaks) host.leaks = new (await import('./leak-check')).LeakCheck();
  // At once: after a loss there may be no network any more to load it from.
  if (options.onDeviceLost === 'replay') {
    host.recovery = new (await import('./replay')).Replay(host, options, open);
  }
  return new Runtime(host);
}

/** Gets and reads what a model is loaded from. @throws what `load` throws before there is a device */
export async function openModel(
  source: ModelSource,
  options: LoadOptions,
): Promise<{ model: Model; byteLength: number }> {
  const { model, byteLength } = await readSource(source, options);
  await loadOpsOf(model.graph);
  const { classifier } = options;
  if (!classifier) return { model, byteLength };
  const { asClassifier } = await import('../models/as-classifier');
  return { model: asClassifier(model, classifier === true ? {} : classifier), byteLength };
}

async function readSource(
  source: ModelSource,
  options: LoadOptions,
): Promise<{ model: Model; byteLength: number }> {
  if (isModel(source)) {
    refuseOtherBatch(source, options.batch);
    return { model: { ...source, name: options.name ?? source.name }, byteLength: 0 };
  }
  if (source instanceof ReadableStream) {
    const { signal } = options;
    const stream = signal ? source.pipeThrough(new TransformStream(), { signal }) : source;
    return readModelStream(stream, { ...options, name: options.name ?? 'model' });
  }
  if (source instanceof URL || (typeof source === 'string' && isUrl(source))) {
    const url = String(source);
    const { readDownload } = await import('./read-download');
    return readDownload(download(url, options), { ...options, name: options.name ?? url });
  }
  const { name, bytes } = await fetchModel(source, options);
  options.signal?.throwIfAborted();
  const model = await readModel(bytes, { ...options, name: options.name ?? name });
  return { model, byteLength: bytes.byteLength };
}

function tuningOf(options: LoadOptions): LoadedModelParts['tuning'] {
  const { tune = 'off', tuneBudgetMs = TUNE_BUDGET_MS } = options;
  const { signal, onTuning } = options;
  return tune === 'off'
    ? null
    : { mode: tune, budgetMs: tuneBudgetMs, signal, onProgress: onTuning };
}

/** A built network has its batch already. @throws TensorError when another one is asked for */
function refuseOtherBatch({ name, graph }: Model, batch: number | undefined): void {
  const own = valueNamed(graph, graph.inputs[0] ?? '').shape[0];
  if (batch === undefined || batch === own) return;
  throw new TensorError(
    `"${name}" was built for a batch of ${own}; give the batch of ${batch} to the function that builds it.`,
  );
}

function isModel(source: ModelSource): source is Model {
  return typeof source === 'object' && 'graph' in source;
}

async function fetchModel(
  source: Exclude<ModelSource, Model | ReadableStream | URL>,
  options: LoadOptions,
): Promise<{ name: string; bytes: Uint8Array }> {
  if (source instanceof Uint8Array) return { name: 'model', bytes: source };
  if (source instanceof ArrayBuffer) return { name: 'model', bytes: new Uint8Array(source) };
  if (source instanceof Blob) {
    const name = 'name' in source ? String(source.name) : 'model';
    return { name, bytes: new Uint8Array(await source.arrayBuffer()) };
  }
  const { fetchNamedModel } = await import('../store/named-model');
  return { name: source, bytes: await fetchNamedModel(source, options) };
}

/** Manifest names have no slash; URLs, relative ones too, do. */
function isUrl(source: string): boolean {
  return source.includes('/');
}
