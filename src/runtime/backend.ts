// What every backend offers: the runtime and the loaded model as users know them, whatever computes.

import type { CallOptions } from './call';
import type { ModelInputs } from './comparison';
import type { LoadedModel as GpuModel } from './loaded-model';
import type { Runtime as GpuRuntime, LoadOptions, ModelSource } from './runtime';
import type { Trace as GpuTrace } from './trace';

/** A backend with its models. Made by `createRuntime`. */
export interface Runtime extends Omit<GpuRuntime, 'load' | 'device'> {
  /**
   * The device that computes, for buffers and textures of one's own; after a loss it may be another one. It ends with the
   * runtime, unless the caller made it.
   * @throws UnsupportedError where the CPU computes
   */
  readonly device: GPUDevice;
  /**
   * Loads a model and makes it ready: when this resolves, the network's pipelines are compiled and its weights uploaded, so
   * that the first run costs what the tenth does. The two dispatches that prepare pictures may still be compiling; the first
   * picture waits for them. The CPU compiles nothing, and needs none of `decode`, `tune`.
   * @throws UnknownModelError, WeightsUnavailableError, ChecksumError when the file cannot be had;
   * ModelFormatError when it is damaged; UnsupportedError when it needs what Kindling does not have, or what computes has no
   * halves; GraphError for an unknown name in `outputs`; TensorError for another batch than a built network's, or a
   * `classifier` that takes no picture or gives no classes; LimitError, GPUFailureError, DeviceLostError when the device cannot
   * run it; the signal's reason when aborted.
   */
  load(source: ModelSource, options?: LoadOptions): Promise<LoadedModel>;
}

/** A network ready to run. Made by `Runtime.load`. */
export interface LoadedModel extends Omit<GpuModel, 'trace'> {
  /**
   * Runs one inference and keeps what every layer gave, so that feature maps can be looked at. Holds memory for every
   * value until the trace is disposed; the model has to outlive it.
   * @throws TensorError and ImageError as `run` and `classify` do; LimitError, GPUFailureError when the device cannot hold
   * all values at once; DeviceLostError; the signal's reason.
   */
  trace(inputs: ModelInputs, options?: CallOptions): Promise<Trace>;
}

/** What every layer gave in one inference. Made by `LoadedModel.trace`; holds memory until it is disposed. */
export interface Trace extends Pick<GpuTrace, keyof GpuTrace> {}
