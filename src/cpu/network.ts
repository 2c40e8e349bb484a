// A network ready to run on the CPU: a kernel for every node, and what can be dropped after each.
import { type AnyNode, type Graph, valueNamed } from '../graph/graph';
import { type Shape, type Tensor, zeros } from '../tensor/tensor';
import type { CpuKernel } from './kernel';
import { prepareNode } from './kernels';

/** Gives others a turn; awaited between pieces of work. */
export type Pause = () => Promise<void>;

/** Which values of a run are given back. */
export interface RunRequest {
  /** NHWC or [n, c], by name. */
  readonly inputs: Readonly<Record<string, Tensor>>;
  /** Names of values; 'all' gives what every node computed. */
  readonly outputs: readonly string[] | 'all';
}

/** What a run gave. */
export interface RunResult {
  readonly tensors: ReadonlyMap<string, Tensor>;
  /** Milliseconds of each node, in order. */
  readonly durationsMs: readonly number[];
}

interface NodeStep {
  readonly node: AnyNode;
  readonly kernel: CpuKernel;
  /** What the kernel reads of the file; undefined at inputs that are computed, or that it laid out for itself. */
  readonly constants: readonly (Tensor | undefined)[];
  readonly outputShapes: readonly Shape[];
  /** Values that nothing reads any more after it. */
  readonly dropped: readonly string[];
}

/** A network on the CPU. */
export class CpuNetwork {
  /** The kernel of each node, in order. */
  readonly kernels: readonly string[];
  /** Each value has memory of its own. */
  readonly activationBytes = null;
  readonly #steps: readonly NodeStep[];
  /** Outputs may be constants. */
  readonly #constants: ReadonlyMap<string, Tensor>;

  private constructor(steps: readonly NodeStep[], constants: ReadonlyMap<string, Tensor>) {
    this.kernels = steps.map(({ kernel }) => kernel.name);
    this.#steps = steps;
    this.#constants = constants;
  }

  /** Lays out the weights, node by node. The graph's values are not views of one another. */
  static readonly create = async (graph: Graph, pause: Pause | null): Promise<CpuNetwork> => {
    const dropped = droppedAfter(graph);
    const steps: NodeStep[] = [];
    for (const [index, node] of graph.nodes.entries()) {
      if (pause) await pause();
      const constants = node.inputs.map((name) => graph.constants.get(name));
      const kernel = prepareNode(node, constants);
      steps.push({
        node,
        kernel,
        constants: kernel.packsConstants ? constants.map(() => undefined) : constants,
        outputShapes: node.outputs.map((name) => valueNamed(graph, name).shape),
        dropped: dropped[index] ?? [],
      });
    }
    const outputs = graph.outputs.flatMap((name) => {
      const tensor = graph.constants.get(name);
      return tensor ? [[name, tensor] as const] : [];
    });
    return new CpuNetwork(steps, new Map(outputs));
  };

  /** Computes one inference. `pause` is awaited between pieces of work where others need a turn. */
  readonly run = async (
    { inputs, outputs }: RunRequest,
    pause: Pause | null,
  ): Promise<RunResult> => {
    const values = new Map([...this.#constants, ...Object.entries(inputs)]);
    const durationsMs: number[] = [];
    for (const step of this.#steps) {
      const start = performance.now();
      const results = await runStep(step, values, pause);
      for (const [index, name] of step.node.outputs.entries()) {
        values.set(name, results[index] ?? zeros([0]));
      }
      if (outputs !== 'all') {
        for (const name of step.dropped) if (!outputs.includes(name)) values.delete(name);
      }
      durationsMs.push(performance.now() - start);
    }
    const names = outputs === 'all' ? [...values.keys()] : outputs;
    const tensors = new Map(names.map((name) => [name, values.get(name) ?? zeros([0])]));
    return { tensors, durationsMs };
  };
}

async function runStep(
  { node, kernel, constants, outputShapes }: NodeStep,
  values: ReadonlyMap<string, Tensor>,
  pause: Pause | null,
): Promise<readonly Tensor[]> {
  const inputs = node.inputs.map(
    (name, index) => values.get(name) ?? constants[index] ?? zeros([0]),
  );
  const work = kernel.start(inputs, outputShapes);
  if (!pause) {
    work.run(0, work.units);
    return work.outputs;
  }
  for (let unit = 0; unit < work.units; unit++) {
    await pause();
    work.run(unit, unit + 1);
  }
  return work.outputs;
}

/** For each node, the values whose last reader it is, or that nothing reads. */
function droppedAfter({ nodes, outputs }: Graph): string[][] {
  const last = new Map<string, number>();
  for (const [index, node] of nodes.entries()) {
    for (const name of [...node.inputs, ...node.outputs]) last.set(name, index);
  }
  for (const name of outputs) last.delete(name);
  return nodes.map((node, index) =>
    [...new Set([...node.inputs, ...node.outputs])].filter((name) => last.get(name) === index),
  );
}
