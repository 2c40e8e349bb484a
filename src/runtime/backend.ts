// What computes models: WebGPU or the CPU. Runtime and LoadedModel know no more of either than is said here.
import type { DeviceLostError } from '../errors';
import type { AdapterDescription } from '../gpu/device';
import type { ExecutorOptions } from '../gpu/executor';
import type { CompileProgress } from '../gpu/pipeline-cache';
import type { Graph } from '../graph/graph';
import type { Model } from '../graph/model';
import type { Picture } from '../image/picture';
import type { Plan } from '../plan/plan';
import type { BackendKind, PlacementReport } from '../plan/report';
import type { Precision } from '../tensor/elements';
import type { Tensor, TensorData } from '../tensor/tensor';
import type { TuneOptions } from '../tune/tune-graph';
import type { Budgets } from './budgets';
import type { BufferTensor } from './call';

/** What a model is placed from, once or on one device after another. */
export interface ModelParts {
  readonly model: Model;
  readonly byteLength: number;
  /** Values besides the model's own outputs that can be read back. */
  readonly extraOutputs: readonly string[];
  /** Null for the rules alone. */
  readonly tuning: (Omit<TuneOptions, 'target'> & { readonly mode: 'cached' | 'full' }) | null;
  readonly precision: Precision;
  /** Whether kernels are held against the reference first, where that has not been done on the adapter. */
  readonly check: boolean;
  /** What it may take; null for whatever it takes. */
  readonly budgets: Budgets | null;
  /** Who decodes coded weights; 'auto' is by kind of adapter. Those of halves the CPU does. */
  readonly decode: 'auto' | 'gpu' | 'cpu';
  /** Left out for a model whose weights are its own alone. */
  readonly borrow?: Borrow | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onCompiling?: ((progress: CompileProgress) => void) | undefined;
}

/** Another model, that weights may be had of. */
interface Lender {
  readonly placed: Placed;
  /** Looks for those of a graph that went through the passes. */
  lend(graph: Graph): Promise<Lent>;
}

/** What a model has of another one. */
export interface Lent {
  /** Its graph, with the other's tensors wherever they are the same. */
  readonly graph: Graph;
  /** On a GPU. */
  readonly lender?: Required<ExecutorOptions>['lender'];
  /** What crosses to the GPU without what was lent. */
  uploads?(plan: Plan): Pick<PlacementReport, 'uploadBytes'>;
}

/**
 * Looks for the model that lends; null where it is not on the same backend.
 * @param places where models are, by resident, while all of them are placed anew
 */
export type Borrow = (backend: Backend, places?: ReadonlyMap<object, object>) => Lender | null;

/** Something that computes. */
export interface Backend {
  readonly kind: BackendKind;
  readonly adapter: AdapterDescription;
  /** @throws UnsupportedError where there is none */
  readonly device: GPUDevice;
  /** Whether empty submits hurry answers that are awaited. */
  readonly hurriesAnswers: boolean;
  /** Resolves when it ends, by `close` too. */
  readonly lost: Promise<DeviceLostError>;
  /**
   * Optimises a model and makes it ready.
   * @throws UnsupportedError, GraphError, LimitError, GPUFailureError, DeviceLostError; the signal's reason
   */
  place(parts: ModelParts): Promise<Placed>;
  /** Frees what it holds itself. */
  close(): void;
}

/** What an input is given, as it was when the call came: numbers, or a picture. Only backends look inside. */
export interface Taken {
  /** Frees what was decoded for it. */
  close(): void;
}

/** What the inputs of a run are given, by name. Others hold what they held; at first that is zeros. */
export type Feeds = Readonly<Record<string, Taken | GPUBuffer>>;

/** What a run gives back: an output, of one with a single row perhaps only the first numbers; or an input as it was computed on. */
export type Read =
  | { readonly output: string; readonly count?: number }
  | { readonly input: string };

/** A model where it is computed. Calls may overlap; each sees its own inputs. */
export interface Placed {
  readonly backend: Backend;
  /** What is computed, node by node. */
  readonly graph: Graph;
  report(): PlacementReport;
  /** Copies the numbers of an input, NHWC. */
  take(name: string, numbers: Float32Array<ArrayBuffer>): Taken;
  /** Takes a picture for the first input; what it shows now is what will be seen. @throws ImageError, LimitError */
  takePicture(picture: Picture): Promise<Taken>;
  /**
   * One inference. No reads at all compute everything.
   * @returns the numbers of each read in its own type, NHWC
   * @throws TensorError, ImageError, GPUFailureError, DeviceLostError; the signal's reason where something was left to submit
   */
  run(feeds: Feeds, reads: readonly Read[], signal?: AbortSignal): Promise<TensorData[]>;
  /** One inference whose outputs stay on the device. @throws as `run` does; UnsupportedError where there is no device */
  runToBuffers(
    feeds: Feeds,
    outputs: readonly string[],
    into: Readonly<Record<string, GPUBuffer>>,
    signal?: AbortSignal,
  ): Promise<Record<string, BufferTensor>>;
  /**
   * The same network for several pictures, with the weights of this one; null where pictures are computed one by one. It has to
   * be destroyed, and ends with this.
   * @throws UnsupportedError where it would mix images; GraphError; LimitError, GPUFailureError, DeviceLostError
   */
  inBatch(images: number, parts: ModelParts): Promise<Batch | null>;
  /** Milliseconds of each layer in one inference; null where they cannot be measured. */
  time(): Promise<readonly number[] | null>;
  /** The same kernels and weights; no value is written over. @throws LimitError, GPUFailureError, DeviceLostError */
  keepAll(): Promise<Kept>;
  destroy(): void;
}

/** A model of one picture, for several. */
export interface Batch {
  /**
   * One inference on pictures that were taken for the model itself, as many as there is room for or fewer.
   * @returns the numbers of each output, of all images: those behind the pictures say nothing
   * @throws as `Placed.run` does: whatever it is, of all pictures
   */
  run(
    pictures: readonly Taken[],
    outputs: readonly string[],
    signal?: AbortSignal,
  ): Promise<TensorData[]>;
  destroy(): void;
}

/** A model whose values all stay after an inference. */
export interface Kept {
  /** One inference. */
  run(feeds: Feeds): Promise<void>;
  /** A value of the last one, NHWC or [n, c]. @throws RangeError for a constant or an unknown name; DeviceLostError */
  value(name: string): Promise<Tensor>;
  destroy(): void;
}
