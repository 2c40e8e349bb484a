// What every layer gave in one inference on the CPU.
import { TensorError } from '../errors';
import type { Graph } from '../graph/graph';
import type { Tensor } from '../tensor/tensor';
import { Scoped } from '../util/scoped';
import type { Trace } from './backend';

/** All values of a run, by layer. */
export class CpuTrace extends Scoped implements Trace {
  readonly #graph: Graph;
  #values: ReadonlyMap<string, Tensor>;

  constructor(graph: Graph, values: ReadonlyMap<string, Tensor>) {
    super();
    this.#graph = graph;
    this.#values = values;
  }

  /** @throws TensorError for a layer that is not there, or after `dispose` */
  async value(layer: string): Promise<Tensor> {
    const node = this.#graph.nodes.find(({ name }) => name === layer);
    const tensor = this.#values.get(node?.outputs[0] ?? layer);
    if (tensor) return tensor;
    throw new TensorError(`"${this.#graph.name}" has no layer "${layer}"; inspect() lists them.`);
  }

  dispose(): void {
    this.#values = new Map();
  }
}
