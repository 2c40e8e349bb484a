// What `load` takes.
import type { CompileProgress } from '../gpu/pipeline-cache';
import type { Model, Preprocessing } from '../graph/model';
import type { ClassifierSettings } from '../models/as-classifier';
import type { PictureSettings } from '../models/picture-settings';
import type { Progress } from '../store/download';
import type { Precision } from '../tensor/elements';
import type { TuningProgress } from '../tune/tune-graph';
import type { LoadedModel } from './loaded-model';
import type { ReadModelOptions } from './read-model';

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
  /**
   * How a picture becomes the input [1, h, w, 3], for `run` and `classify`: over what the file says. Where that is nothing, the whole
   * picture, squeezed to the input's size, RGB between 0 and 1, unless settings say otherwise.
   */
  readonly preprocessing?: Preprocessing | PictureSettings;
  /** Ends loading at once with its reason; what was begun is freed. */
  readonly signal?: AbortSignal;
  /** The most bytes that are read of a URL or a stream; what is longer is refused as soon as that is known. */
  readonly maxBytes?: number;
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
   * CPU. 'auto', the default, is the CPU for 'f16' and on software adapters, which compile for longer than they decode; else the GPU.
   */
  readonly decode?: 'auto' | 'gpu' | 'cpu';
  /**
   * A model of the same file on the same runtime, for other sizes or another batch: what both have of weights, packed alike, lies in
   * memory once. Either may be disposed first. Weights that are others, or of another precision, are each model's own. On the CPU, one
   * worker computes models that share, one run after the other.
   */
  readonly weightsOf?: LoadedModel;
  /**
   * 'once': each kernel that the network uses first computes a few pixels, which are held against the reference; what answers
   * wrongly on this adapter is done without, as `inspect().struck` says. What was found is kept in IndexedDB, beside tunings,
   * for this adapter, browser and version of the shaders. 'off' is the default; the CPU backend has nothing to check.
   */
  readonly check?: 'off' | 'once';
  /**
   * Multiply-adds of one run, what windows of other layers read counted alike. By default 2³⁵, thirty-four thousand millions: what
   * all but the slowest hundredth of adapters compute in a second. It grows as `memoryLimit` does; each picture of a
   * batch of `classifyAll` is a run of its own.
   */
  readonly computeLimit?: number;
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
