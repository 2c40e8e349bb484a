// Compares a model with the CPU reference, layer by layer and end to end, over repeated runs.
import { type AnyNode, type Graph, valueNamed } from '../graph/graph';
import { FLOAT16, FLOAT32, type NumberFormat } from '../ops/number-format';
import type { PlacementReport } from '../plan/report';
import { compareNode, type Errors, joinErrors, NO_ERRORS, ulpAt } from '../reference/compare-node';
import { evaluateOutputs } from '../reference/evaluate-outputs';
import { withHalfWeights } from '../reference/half-weights';
import { computedInputs, nodeAlone } from '../reference/node-alone';
import { seededInputs } from '../reference/seeded-inputs';
import type { Kept, Placed } from '../runtime/backend';
import type { ModelInputs } from '../runtime/call';
import { behindModel } from '../runtime/internals';
import { externalShape } from '../tensor/layout';
import type { Tensor } from '../tensor/tensor';
import { seededRandom } from '../util/random';
import { Yielder } from '../util/yielder';
import type {
  CompareOptions,
  Difference,
  LayerComparison,
  ModelComparison,
  OutputComparison,
} from './comparison';
import { largestDifference, sameTensor } from './differences';
import { feedsOf } from './feeds';
import type { ModelHandle } from './handles';
import { tensorsFor } from './input-tensors';

/** What is compared. */
export interface CompareSubject {
  readonly name: string;
  /** The graph as it was read, before the passes; its outputs are what is compared end to end. */
  readonly source: Graph;
  readonly placed: Placed;
}

/** The seed of the numbers that a comparison runs on where it is given none. */
const SEED = 20_261_124;

/**
 * Holds every layer against the reference, computed again from the very inputs that it had, each by a bound of its own; and all
 * outputs against the reference run through the whole network. Repeated runs are compared each, and the model as it runs with
 * one that keeps all values. Takes as long as the reference does: seconds to minutes.
 * @param inputs a picture, tensors by name in the model's own axis order, or nothing for seeded numbers
 * @throws RangeError for fewer than one run; TensorError and ImageError as `run` and `classify` do; LimitError,
 * GPUFailureError when the device cannot hold all values at once; DeviceLostError; the signal's reason.
 */
export async function compare(
  model: ModelHandle,
  inputs: ModelInputs = {},
  options: CompareOptions = {},
): Promise<ModelComparison> {
  const { runs = 3, signal } = options;
  if (!Number.isInteger(runs) || runs < 1) {
    throw new RangeError(`A comparison needs one run or more, got ${runs}.`);
  }
  const internals = behindModel(model);
  const { resident, attempt } = internals;
  const tensors =
    Object.keys(inputs).length === 0 ? null : await tensorsFor(internals, inputs, signal);
  const outputs = model.outputs.map(({ name }) => name);
  const source = { ...resident.parts.model.graph, outputs };
  return attempt(signal, (placed) =>
    compareModel({ name: model.name, source, placed }, tensors, runs, signal),
  );
}

/**
 * Runs the model and compares. `given` is NHWC; without it, seeded numbers in [−1, 1).
 * @throws GPUFailureError, LimitError when the device cannot hold all values at once; DeviceLostError; the signal's reason.
 */
export async function compareModel(
  subject: CompareSubject,
  given: Readonly<Record<string, Tensor>> | null,
  runs: number,
  signal?: AbortSignal,
): Promise<ModelComparison> {
  const { placed } = subject;
  const inputs = given ?? seededInputs(placed.graph, seededRandom(SEED));
  const kept = await placed.keepAll();
  try {
    const comparison = new Comparison(subject, inputs, signal);
    await comparison.reference();
    for (let run = 1; run <= runs; run++) {
      const own = await runOutputs(placed, inputs);
      await kept.run(feedsOf(placed, inputs));
      await comparison.add(run, own, kept);
    }
    return comparison.report(runs, given ? null : SEED);
  } finally {
    kept.destroy();
  }
}

/** Gathers what runs gave. */
class Comparison {
  readonly #subject: CompareSubject;
  readonly #placement: PlacementReport;
  readonly #inputs: Readonly<Record<string, Tensor>>;
  readonly #signal: AbortSignal | undefined;
  readonly #yielder = new Yielder();
  readonly #format: NumberFormat;
  /** What is computed, with weights as they are there. */
  readonly #graph: Graph;
  /** The values of the first run; those of later ones are held against them. */
  readonly #first = new Map<string, Tensor>();
  readonly #layers = new Map<AnyNode, Errors>();
  readonly #outputs = new Map<string, OutputComparison>();
  readonly #runDifferences: Difference[] = [];
  readonly #planDifferences: Difference[] = [];
  #expected: ReadonlyMap<string, Tensor> = new Map();

  constructor(
    subject: CompareSubject,
    inputs: Readonly<Record<string, Tensor>>,
    signal: AbortSignal | undefined,
  ) {
    const { placed } = subject;
    this.#subject = subject;
    this.#placement = placed.report();
    this.#inputs = inputs;
    this.#signal = signal;
    const isOfHalves = this.#placement.precision === 'f16';
    this.#format = isOfHalves ? FLOAT16 : FLOAT32;
    this.#graph = isOfHalves ? withHalfWeights(placed.graph) : placed.graph;
  }

  /** Computes the whole network by the reference, once: it needs no second run. */
  async reference(): Promise<void> {
    this.#expected = await evaluateOutputs(this.#subject.source, this.#inputs, () => this.#pause());
  }

  /** Adds a run: outputs of the model as it runs, and all values of the one that keeps them. */
  async add(run: number, own: ReadonlyMap<string, Tensor>, kept: Kept): Promise<void> {
    for (const node of this.#subject.placed.graph.nodes) await this.#addLayer(run, node, kept);
    for (const [name, tensor] of own) {
      this.#addOutput(name, tensor);
      const layered = await kept.value(name);
      if (sameTensor(tensor, layered)) continue;
      const maxAbsDifference = largestDifference(tensor, layered);
      this.#planDifferences.push({ run, name, maxAbsDifference });
    }
  }

  report(runs: number, seed: number | null): ModelComparison {
    const { name, placed } = this.#subject;
    const { adapter, precision } = this.#placement;
    const layers = placed.graph.nodes.map((node, index) => this.#layer(node, index));
    const firstOverBound = layers.find(({ isWithin }) => !isWithin)?.name ?? null;
    return {
      model: name,
      ...{ adapter, precision },
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
  async #addLayer(run: number, node: AnyNode, kept: Kept): Promise<void> {
    const names = [...computedInputs(this.#graph, node), ...node.outputs];
    const values = new Map<string, Tensor>();
    for (const name of names) values.set(name, await kept.value(name));
    const tensorNamed = (name: string) => values.get(name) as Tensor;
    const isSame = names.map((name) => this.#isAsBefore(name, tensorNamed(name)));
    if (run > 1) this.#addRunDifference(run, node, tensorNamed);
    if (run > 1 && isSame.every(Boolean)) return;
    const errors = compareNode(
      nodeAlone(this.#graph, node, tensorNamed),
      tensorNamed,
      this.#format,
    );
    this.#layers.set(node, joinErrors(this.#layers.get(node) ?? NO_ERRORS, errors));
    await this.#pause();
  }

  /** Whether a value is that of the first run, which is kept. */
  #isAsBefore(name: string, value: Tensor): boolean {
    const first = this.#first.get(name) ?? value;
    this.#first.set(name, first);
    return sameTensor(value, first);
  }

  /** Between layers the page answers its user, who may have had enough. */
  async #pause(): Promise<void> {
    await this.#yielder.yieldIfDue(this.#signal);
    this.#signal?.throwIfAborted();
  }

  #addRunDifference(run: number, node: AnyNode, tensorNamed: (name: string) => Tensor): void {
    const differences = node.outputs
      .map((name) => [tensorNamed(name), this.#first.get(name) as Tensor] as const)
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
    const shape = externalShape(tensor.shape, this.#subject.placed.graph.axisOrder);
    const maxUlpError = maxAbsError / ulpAt(largest, this.#format);
    this.#outputs.set(name, { name, shape, largest, maxAbsError, maxUlpError });
  }

  #layer(node: AnyNode, index: number): LayerComparison {
    const { kernel = '', variant = '' } = this.#placement.layers[index] ?? {};
    const errors = this.#layers.get(node) ?? NO_ERRORS;
    const { shape } = valueNamed(this.#subject.placed.graph, node.outputs[0] ?? '');
    return { name: node.name, op: node.op, kernel, variant, outputShape: shape, ...errors };
  }
}

/** One run of the model as it runs: all its outputs. */
async function runOutputs(
  placed: Placed,
  inputs: Readonly<Record<string, Tensor>>,
): Promise<Map<string, Tensor>> {
  const { graph } = placed;
  const reads = graph.outputs.map((output) => ({ output }));
  const results = await placed.run(feedsOf(placed, inputs), reads);
  return new Map(
    graph.outputs.map((name, index) => {
      const { shape, dtype } = valueNamed(graph, name);
      return [name, { dtype, shape, data: results[index] ?? new Float32Array(0) }];
    }),
  );
}
