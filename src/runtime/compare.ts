// Compares a model on the GPU with the CPU reference, layer by layer and end to end, over repeated runs. Loaded only
// when it is asked for: with it come all reference ops.
import type { Executor } from '../gpu/executor';
import { type AnyNode, type Graph, valueNamed } from '../graph/graph';
import { FLOAT16, FLOAT32, type NumberFormat } from '../ops/number-format';
import { keepAllValues } from '../plan/keep-values';
import type { Plan } from '../plan/plan';
import { compareNode, type Errors, joinErrors, NO_ERRORS, ulpAt } from '../reference/compare-node';
import { evaluateOutputs } from '../reference/evaluate-outputs';
import { withHalfWeights } from '../reference/half-weights';
import { computedInputs, nodeAlone } from '../reference/node-alone';
import { externalShape } from '../tensor/layout';
import type { Tensor } from '../tensor/tensor';
import { seededRandom } from '../util/random';
import type { Difference, LayerComparison, ModelComparison, OutputComparison } from './comparison';
import { seededInputs } from './seeded-inputs';
import { largestDifference, StoredValues, sameTensor, unpackPort } from './stored-values';
import type { TraceSubject } from './trace';
import { writeInputs } from './write-inputs';

/** What is compared. */
export interface CompareSubject extends TraceSubject {
  readonly name: string;
  /** The graph as it was read, before the passes; its outputs are what is compared end to end. */
  readonly source: Graph;
}

/** The seed of the numbers that a comparison runs on where it is given none. */
const SEED = 20_261_124;

/**
 * Runs the model and compares. `inputs` are NHWC; without them, seeded numbers in [−1, 1).
 * @throws GPUFailureError, LimitError when the device cannot hold all values at once; DeviceLostError; the signal's reason.
 */
export async function compareModel(
  subject: CompareSubject,
  given: Readonly<Record<string, Tensor>> | null,
  runs: number,
  signal?: AbortSignal,
): Promise<ModelComparison> {
  const inputs = given ?? seededInputs(subject.graph, seededRandom(SEED));
  const kept = await subject.createExecutor(keepAllValues(subject.graph, subject.executor.plan));
  try {
    const comparison = new Comparison(subject, kept.plan, inputs, signal);
    await comparison.reference();
    for (let run = 1; run <= runs; run++) {
      const own = await runOutputs(subject.executor, inputs);
      await runOnce(kept, inputs);
      await comparison.add(run, own, await StoredValues.read(kept, comparison.first));
    }
    return comparison.report(runs, given ? null : SEED);
  } finally {
    kept.destroy();
  }
}

/** Gathers what runs gave. */
class Comparison {
  /** The values of the first run; those of later ones are held against them. */
  first: StoredValues | null = null;
  readonly #subject: CompareSubject;
  readonly #plan: Plan;
  readonly #inputs: Readonly<Record<string, Tensor>>;
  readonly #signal: AbortSignal | undefined;
  readonly #layers = new Map<AnyNode, Errors>();
  readonly #outputs = new Map<string, OutputComparison>();
  readonly #runDifferences: Difference[] = [];
  readonly #planDifferences: Difference[] = [];
  #expected: ReadonlyMap<string, Tensor> = new Map();
  readonly #format: NumberFormat;
  /** With weights as the device has them. */
  readonly #graph: Graph;

  constructor(
    subject: CompareSubject,
    plan: Plan,
    inputs: Readonly<Record<string, Tensor>>,
    signal: AbortSignal | undefined,
  ) {
    this.#subject = subject;
    this.#plan = plan;
    this.#inputs = inputs;
    this.#format = plan.precision === 'f16' ? FLOAT16 : FLOAT32;
    this.#graph = plan.precision === 'f16' ? withHalfWeights(subject.graph) : subject.graph;
    this.#signal = signal;
  }

  /** Computes the whole network by the reference, once: it needs no second run. */
  async reference(): Promise<void> {
    this.#expected = await evaluateOutputs(this.#subject.source, this.#inputs, () => this.#pause());
  }

  /** Adds a run: outputs of the model's own plan, and all values of the one that keeps them. */
  async add(run: number, own: ReadonlyMap<string, Tensor>, values: StoredValues): Promise<void> {
    for (const node of this.#subject.graph.nodes) {
      await this.#addLayer(node, values);
      if (this.first) this.#addRunDifference(run, node, values, this.first);
    }
    for (const [name, tensor] of own) {
      this.#addOutput(name, tensor);
      const layered = values.tensor(name);
      if (sameTensor(tensor, layered)) continue;
      const maxAbsDifference = largestDifference(tensor, layered);
      this.#planDifferences.push({ run, name, maxAbsDifference });
    }
    this.first ??= values;
  }

  report(runs: number, seed: number | null): ModelComparison {
    const { name, executor } = this.#subject;
    const layers = this.#subject.graph.nodes.map((node, index) => this.#layer(node, index));
    const firstOverBound = layers.find(({ isWithin }) => !isWithin)?.name ?? null;
    return {
      model: name,
      adapter: executor.plan.adapter,
      precision: executor.plan.precision,
      runs,
      seed,
      layers,
      firstOverBound,
      outputs: [...this.#outputs.values()],
      runDifferences: this.#runDifferences,
      planDifferences: this.#planDifferences,
      passed: firstOverBound === null && this.#planDifferences.length === 0,
    };
  }

  /** Values that are bit for bit those of the first run have its errors. */
  async #addLayer(node: AnyNode, values: StoredValues): Promise<void> {
    const graph = this.#graph;
    const { first } = this;
    const names = [...computedInputs(graph, node), ...node.outputs];
    if (first && names.every((name) => values.isShared(name, first))) return;
    const tensorNamed = (name: string) => values.tensor(name);
    const errors = compareNode(nodeAlone(graph, node, tensorNamed), tensorNamed, this.#format);
    this.#layers.set(node, joinErrors(this.#layers.get(node) ?? NO_ERRORS, errors));
    await this.#pause();
  }

  /** Between layers the page answers its user, who may have had enough. */
  async #pause(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve));
    this.#signal?.throwIfAborted();
  }

  #addRunDifference(run: number, node: AnyNode, values: StoredValues, first: StoredValues): void {
    const differences = node.outputs
      .filter((name) => !values.isShared(name, first))
      .map((name) => [values.tensor(name), first.tensor(name)] as const)
      .filter(([now, before]) => !sameTensor(now, before))
      .map(([now, before]) => largestDifference(now, before));
    if (differences.length === 0) return;
    const maxAbsDifference = Math.max(...differences);
    this.#runDifferences.push({ run, name: node.name, maxAbsDifference });
  }

  #addOutput(name: string, tensor: Tensor): void {
    const expected = this.#expected.get(name);
    // The ranking of a classifier is none of the graph's own outputs; as a layer it is compared.
    if (!expected) return;
    const largest = Float32Array.from(expected.data, Math.abs).reduce((a, b) => Math.max(a, b), 0);
    const error = largestDifference(tensor, expected);
    const maxAbsError = Math.max(error, this.#outputs.get(name)?.maxAbsError ?? 0);
    const shape = externalShape(tensor.shape, this.#subject.graph.axisOrder);
    const maxUlpError = maxAbsError / ulpAt(largest, this.#format);
    this.#outputs.set(name, { name, shape, largest, maxAbsError, maxUlpError });
  }

  #layer(node: AnyNode, index: number): LayerComparison {
    const pipeline = this.#plan.pipelines[this.#plan.steps[index]?.pipeline ?? 0];
    const errors = this.#layers.get(node) ?? NO_ERRORS;
    return {
      name: node.name,
      op: node.op,
      kernel: pipeline?.shader ?? '',
      variant: pipeline?.id ?? '',
      outputShape: valueNamed(this.#subject.graph, node.outputs[0] ?? '').shape,
      ...errors,
    };
  }
}

/** One run of the model's own plan: all its outputs. */
async function runOutputs(
  executor: Executor,
  inputs: Readonly<Record<string, Tensor>>,
): Promise<Map<string, Tensor>> {
  writeInputs(executor, inputs);
  const { outputs } = executor.plan;
  const results = await executor.run(outputs.map(({ name }) => ({ output: name })));
  return new Map(
    outputs.map((port, index) => [
      port.name,
      unpackPort(port, results[index] ?? new ArrayBuffer(0)),
    ]),
  );
}

/** One run whose values stay where they are. */
async function runOnce(
  executor: Executor,
  inputs: Readonly<Record<string, Tensor>>,
): Promise<void> {
  writeInputs(executor, inputs);
  await executor.run([]);
}
