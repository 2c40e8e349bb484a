// One inference whose values all stay, to be looked at.
import { TensorError } from '../errors';
import type { Graph } from '../graph/graph';
import type { Kept } from '../runtime/backend';
import type { CallOptions, ModelInputs } from '../runtime/call';
import type { LeakWatch } from '../runtime/host';
import { behindModel } from '../runtime/internals';
import type { Tensor } from '../tensor/tensor';
import { Scoped } from '../util/scoped';
import { feedsOf } from './feeds';
import type { ModelHandle } from './handles';
import { tensorsFor } from './input-tensors';

/** What every layer gave in one inference. Made by `trace`; holds memory until it is disposed. */
export class Trace extends Scoped {
  readonly #graph: Graph;
  readonly #kept: Kept;
  readonly #leaks: LeakWatch | null;
  #isDisposed = false;

  /** @internal */
  constructor(graph: Graph, kept: Kept, leaks: LeakWatch | null) {
    super();
    this.#graph = graph;
    this.#kept = kept;
    this.#leaks = leaks;
    leaks?.watch(this, kept, `A trace of "${graph.name}"`);
  }

  /**
   * What a layer of `inspect().layers` gave, or an input of the network, as float32: NHWC or [n, c] like the layer's
   * `outputShape`, whatever order the model's own inputs and outputs have.
   * @throws TensorError for a layer that is not there, or after `dispose`; DeviceLostError
   */
  async value(layer: string): Promise<Tensor> {
    const graph = this.#graph;
    if (this.#isDisposed) throw new TensorError(`This trace of "${graph.name}" was disposed.`);
    const node = graph.nodes.find(({ name }) => name === layer);
    const name = node?.outputs[0] ?? layer;
    if (!graph.values.has(name) || graph.constants.has(name)) {
      throw new TensorError(`"${graph.name}" has no layer "${layer}"; inspect() lists them.`);
    }
    return this.#kept.value(name);
  }

  /** Frees the memory. */
  dispose(): void {
    this.#isDisposed = true;
    this.#leaks?.release(this.#kept);
    this.#kept.destroy();
  }
}

/**
 * Runs one inference and keeps what every layer gave, so that feature maps can be looked at. Holds memory for every
 * value until the trace is disposed; the model has to outlive it.
 * @throws TensorError and ImageError as `run` and `classify` do; LimitError, GPUFailureError when the device cannot hold
 * all values at once; DeviceLostError; the signal's reason.
 */
export async function trace(
  model: ModelHandle,
  inputs: ModelInputs,
  { signal }: CallOptions = {},
): Promise<Trace> {
  const internals = behindModel(model);
  const { host, resident, attempt } = internals;
  const tensors = await tensorsFor(internals, inputs, signal);
  return attempt(signal, async (placed) => {
    const kept = await placed.keepAll();
    try {
      signal?.throwIfAborted();
      resident.ready();
      await kept.run(feedsOf(placed, tensors));
      signal?.throwIfAborted();
      resident.ready();
      return new Trace(placed.graph, kept, host.leaks);
    } catch (error) {
      kept.destroy();
      throw error;
    }
  });
}
