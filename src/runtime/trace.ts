// One inference whose values all stay on the GPU, to be looked at. Loaded only when it is asked for.
import { TensorError } from '../errors';
import type { Executor } from '../gpu/executor';
import type { Graph } from '../graph/graph';
import { keepAllValues } from '../plan/keep-values';
import type { Plan } from '../plan/plan';
import type { Tensor } from '../tensor/tensor';
import { Scoped } from '../util/scoped';
import type { LeakWatch } from './host';
import { unpackPort } from './stored-values';
import { writeInputs } from './write-inputs';

/** A network on a device, and a way to run it by another plan. */
export interface TraceSubject {
  /** The graph that the plan computes, node by node. */
  readonly graph: Graph;
  /** The model's own. */
  readonly executor: Executor;
  /** An executor of another plan of the same graph, with the model's weights. */
  readonly createExecutor: (plan: Plan) => Promise<Executor>;
}

/** What every layer gave in one inference. Made by `LoadedModel.trace`; holds memory until it is disposed. */
export class Trace extends Scoped {
  readonly #graph: Graph;
  readonly #executor: Executor;
  readonly #leaks: LeakWatch | null;

  private constructor(graph: Graph, executor: Executor, leaks: LeakWatch | null) {
    super();
    this.#graph = graph;
    this.#executor = executor;
    this.#leaks = leaks;
    leaks?.watch(this, executor, `A trace of "${graph.name}"`);
  }

  /** Runs the network once. `inputs` are NHWC. @throws GPUFailureError, LimitError, DeviceLostError; the signal's reason */
  static async run(
    { graph, executor, createExecutor }: TraceSubject,
    inputs: Readonly<Record<string, Tensor>>,
    signal: AbortSignal | undefined,
    leaks: LeakWatch | null,
  ): Promise<Trace> {
    const kept = await createExecutor(keepAllValues(graph, executor.plan));
    try {
      signal?.throwIfAborted();
      writeInputs(kept, inputs);
      await kept.run([]);
      signal?.throwIfAborted();
      return new Trace(graph, kept, leaks);
    } catch (error) {
      kept.destroy();
      throw error;
    }
  }

  /**
   * What a layer of `inspect().layers` gave, or an input of the network, as float32: NHWC or [n, c] like the layer's
   * `outputShape`, whatever order the model's own inputs and outputs have.
   * @throws TensorError for a layer that is not there, or after `dispose`; DeviceLostError
   */
  async value(layer: string): Promise<Tensor> {
    const node = this.#graph.nodes.find(({ name }) => name === layer);
    const name = node?.outputs[0] ?? layer;
    const port = this.#executor.plan.outputs.find((candidate) => candidate.name === name);
    if (!port) {
      throw new TensorError(`"${this.#graph.name}" has no layer "${layer}"; inspect() lists them.`);
    }
    const [bytes = new ArrayBuffer(0)] = await this.#executor.read([{ output: name }]);
    return unpackPort(port, bytes);
  }

  /** Frees the memory. */
  dispose(): void {
    this.#leaks?.release(this.#executor);
    this.#executor.destroy();
  }
}
