// Runs one kernel variant over the odd-shape suite on the GPU and compares every element with the reference.
import { openGpu } from '../../../src/gpu/device';
import { Executor } from '../../../src/gpu/executor';
import { PipelineCache } from '../../../src/gpu/pipeline-cache';
import { type AnyNode, valueNamed } from '../../../src/graph/graph';
import { producerOf } from '../../../src/graph/uses';
import { ALL_KERNELS } from '../../../src/kernels/further-kernels.gen';
import { type Call, variantId } from '../../../src/kernels/kernel';
import { FLOAT16 } from '../../../src/ops/number-format';
import type { OpName } from '../../../src/ops/registry';
import { buildPlan } from '../../../src/plan/build-plan';
import type { Plan } from '../../../src/plan/plan';
import { type Selection, selectKernel } from '../../../src/plan/select-kernel';
import { halvesTarget, plainTarget } from '../../../src/plan/target.fixtures';
import { turnsOf } from '../../../src/plan/turns';
import { boundsOf } from '../../../src/reference/bounds';
import { evaluateGraph } from '../../../src/reference/evaluate-graph';
import { optimizeGraph } from '../../../src/rewrites/all-passes';
import type { Precision } from '../../../src/tensor/elements';
import { packNhwc4, unpackNhwc4 } from '../../../src/tensor/layout';
import { once } from '../../../src/util/lazy';
import { seededRandom } from '../../../src/util/random';
import { buildCase, type CaseGraph } from '../../corpus/kernels/case-graph';
import { CHANNELS, type KernelCase } from '../../corpus/kernels/case-parts';
import { casesOf } from '../../corpus/kernels/cases';
import { foldedInTwo, isFolding } from './folded-plan';

/** What came of a variant. */
export interface VariantResult {
  readonly id: string;
  /** The feature that the device lacks for it; null where it ran. */
  readonly missing: GPUFeatureName | null;
  readonly cases: number;
  /** One line per failed case: what, where, got and wanted; and errors that belong to none. */
  readonly failures: string[];
}

const SEED = 20_261_124;

/** A kernel that accepts fewer cases of the suite is hardly tested. */
const LEAST_CASES = 27;
/** The same of a sample. */
const LEAST_SAMPLE = 2;
/** So many a sample takes, where there are as many. */
const WANTED_SAMPLE = 4;
/** Of what has several cases, a sample leaves out so much. */
const LEFT_OUT = 0.7;

/** So many variants of a kernel divide its cases among them. */
const MOST_TURNS = 3;

/** How many of a variant's cases run: its turn of all of them, or one of each kind, chosen by a seed. */
export type Extent = 'turn' | { readonly seed: number };

interface PreparedCase extends CaseGraph {
  readonly test: KernelCase;
  /** Computed when they are first asked for: a sample needs few. */
  readonly expected: () => ReadonlyMap<string, ArrayLike<number>>;
  readonly bounds: () => Float64Array;
}

interface PlannedCase {
  readonly example: PreparedCase;
  readonly plan: Plan;
}

/** What WebGPU reported outside any error scope since the last variant. */
const stray: string[] = [];
const prepared = new Map<string, PreparedCase[]>();
let device: Promise<{ gpu: Awaited<ReturnType<typeof openGpu>>; pipelines: PipelineCache }> | null =
  null;

/**
 * Runs the variant's part of the cases of its ops that the kernel accepts, each twice: a result must not depend on the first.
 * Each variant meets every size with every number of channels; all of them together meet every case.
 */
export async function runKernelVariant(
  kernelIndex: number,
  variantIndex: number,
  precision: Precision = 'f32',
  extent: Extent = 'turn',
): Promise<VariantResult> {
  const kernel = ALL_KERNELS[kernelIndex];
  const variant = kernel?.variants[variantIndex];
  if (!kernel || !variant)
    throw new RangeError(`There is no variant ${variantIndex} of kernel ${kernelIndex}.`);
  const id = variantId(kernel.shader, variant);
  const { gpu, pipelines } = await openDevice();
  const needed: readonly GPUFeatureName[] = [
    ...(variant.weights === 'quad' ? (['subgroups'] as const) : []),
    ...(precision === 'f16' ? (['shader-f16'] as const) : []),
  ];
  const missing = needed.find((feature) => !gpu.device.features.has(feature));
  if (missing) return { id, missing, cases: 0, failures: [] };
  const target = precision === 'f16' ? halvesTarget('software') : plainTarget('software');
  const examples = kernel.ops.flatMap((op) => prepare(op, precision));
  const planOf = (example: PreparedCase): PlannedCase[] => {
    const choice = new ForcedChoice(example.test, { kernel, variant });
    const plan = buildPlan(optimizeGraph(example.graph), target, choice.select);
    return choice.used ? [{ example, plan }] : [];
  };
  const turns = Math.min(MOST_TURNS, kernel.variants.length);
  const accepted =
    extent === 'turn' ? examples.flatMap(planOf) : oneOfEach(examples, planOf, extent);
  const chosen = extent === 'turn' ? inTurn(accepted, variantIndex, turns) : accepted;
  // Compiling takes longer than running; all at once it uses every core. Failures come up with their cases.
  await Promise.allSettled(
    chosen.flatMap(({ plan }) => plan.pipelines.map((pipeline) => pipelines.get(pipeline))),
  );
  const failures: string[] = [];
  for (const { example, plan } of chosen) {
    const failure = await runCase(example, plan);
    if (failure !== null) failures.push(`${id} ${failure}`);
  }
  const long = chosen.find(({ plan }) => isFolding(plan));
  if (long) {
    const failure = await runCase(long.example, foldedInTwo(long.plan));
    if (failure !== null) failures.push(`${id}, its grid folded in two: ${failure}`);
  }
  const large = chosen.toSorted((a, b) => workgroupsOf(b.plan) - workgroupsOf(a.plan)).at(0);
  if (large && workgroupsOf(large.plan) > 1) {
    const failure = await runCase(large.example, inParts(large.plan));
    if (failure !== null) failures.push(`${id}, its grid in parts: ${failure}`);
  }
  const least = extent === 'turn' ? LEAST_CASES : LEAST_SAMPLE;
  if (accepted.length < least) failures.push(`${id} takes only ${accepted.length} cases`);
  return { id, missing: null, cases: chosen.length, failures: [...failures, ...stray.splice(0)] };
}

/** The most workgroups that a step has along an axis. */
function workgroupsOf({ steps }: Plan): number {
  return Math.max(...steps.flatMap(({ workgroups }) => workgroups));
}

/** The plan with each step in three dispatches, as far as its workgroups go, each in a turn of its own. */
function inParts(plan: Plan): Plan {
  const work = plan.steps.map(() => 3);
  return { ...plan, turns: turnsOf(plan, work, 1) };
}

/**
 * Every so many of the cases of one size and number of channels, beginning with another one for each variant and each of
 * these pairs: so no variant meets some attributes with some sizes alone. Few cases are not divided.
 */
function inTurn(cases: readonly PlannedCase[], variantIndex: number, turns: number): PlannedCase[] {
  const groups = grouped(cases, ({ example: { test } }) => `${test.size} ${test.channels}`);
  return [...groups.values()].flatMap((group, index) => {
    if (group.length < turns) return group;
    const offset = index + Math.floor(index / CHANNELS.length);
    return group.filter((_, rank) => (offset + rank + variantIndex) % turns === 0);
  });
}

/**
 * One case of most sizes, numbers of channels and places in wider buffers that the kernel accepts, with whatever attributes
 * the seed gives it; and every case that is the only one of its size, as those of many channels are.
 */
function oneOfEach(
  examples: readonly PreparedCase[],
  planOf: (example: PreparedCase) => PlannedCase[],
  { seed }: { readonly seed: number },
): PlannedCase[] {
  const random = seededRandom(seed);
  const groups = grouped(examples, ({ test }) =>
    [test.size, test.channels, test.inputInside, test.outputInside].join(' '),
  );
  const oneOf = (group: readonly PreparedCase[]): PlannedCase[] => {
    const first = Math.floor(random() * group.length);
    for (const rank of group.keys()) {
      const example = group[(first + rank) % group.length];
      const chosen = example ? planOf(example) : [];
      if (chosen.length > 0) return chosen;
    }
    return [];
  };
  const isLeftOut = (group: readonly PreparedCase[]) => group.length > 1 && random() < LEFT_OUT;
  const [taken, leftOut] = partition([...groups.values()], (group) => !isLeftOut(group));
  const chosen = taken.flatMap(oneOf);
  // What accepts few cases runs more of them.
  for (const group of leftOut) {
    if (chosen.length >= WANTED_SAMPLE) break;
    chosen.push(...oneOf(group));
  }
  return chosen;
}

/** Those for which something holds, and the others. */
function partition<T>(items: readonly T[], holds: (item: T) => boolean): [T[], T[]] {
  const [yes, no]: [T[], T[]] = [[], []];
  for (const item of items) (holds(item) ? yes : no).push(item);
  return [yes, no];
}

/** Items by key, in the order in which keys come up. */
function grouped<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

/** Takes the variant under test wherever it fits, so also for the copies around it. */
class ForcedChoice {
  used = false;

  constructor(
    readonly test: KernelCase,
    readonly selection: Selection,
  ) {}

  readonly select = (call: Call): Selection | null => {
    const { kernel } = this.selection;
    if (!kernel.accepts(call)) return selectKernel(call, plainTarget('software'), ALL_KERNELS);
    if (call.op === this.test.node.op) this.used = true;
    return this.selection;
  };
}

/** Expected results are computed once and shared by the variants of an op. */
function prepare(op: OpName, precision: Precision): PreparedCase[] {
  const key = `${op} ${precision}`;
  let examples = prepared.get(key);
  if (!examples) {
    examples = casesOf(op).map((test, index) => {
      const built = buildCase(test, SEED + index);
      return {
        ...built,
        test,
        expected: once(() => {
          const values = evaluateGraph(built.graph, built.inputs);
          return new Map(built.graph.outputs.map((name) => [name, values.get(name)?.data ?? []]));
        }),
        bounds: once(() =>
          boundsOf(
            { ...built, node: nodeUnderTest(built) },
            // The data's sums are exact in float32 alone.
            precision === 'f16' ? { format: FLOAT16 } : { shortNumbers: true },
          ),
        ),
      };
    });
    prepared.set(key, examples);
  }
  return examples;
}

function nodeUnderTest({ graph, result }: CaseGraph): AnyNode {
  const node = producerOf(graph, result);
  if (!node) throw new RangeError(`Nothing computes "${result}".`);
  return node;
}

async function openDevice() {
  device ??= openGpu({ onError: ({ message }) => stray.push(message) }).then((gpu) => ({
    gpu,
    pipelines: new PipelineCache(gpu.device),
  }));
  return device;
}

async function runCase(example: PreparedCase, plan: Plan): Promise<string | null> {
  const { inputs, expected } = example;
  const { gpu, pipelines } = await openDevice();
  const executor = await Executor.create(gpu, plan, pipelines);
  try {
    for (const [name, { data, shape }] of Object.entries(inputs)) {
      executor.writeInput(name, packNhwc4(Float32Array.from(data), shape));
    }
    for (const run of ['first', 'second']) {
      const results = await executor.run(plan.outputs.map(({ name }) => ({ output: name })));
      for (const [index, { name, shape, span, dtype }] of plan.outputs.entries()) {
        const bytes = results[index] ?? new ArrayBuffer(0);
        const words =
          dtype === 'u32' ? Float32Array.from(new Uint32Array(bytes)) : new Float32Array(bytes);
        // Padding is multiplied by zero weights, which would not silence what is not finite.
        if (!words.every(Number.isFinite)) return `${run} run of ${describe(example)}: not finite`;
        const got = unpackNhwc4(words, shape, span.first, span.words);
        const failure = firstDifference(example, name, got, expected().get(name) ?? []);
        if (failure !== null) return `${run} run of ${describe(example)}: ${failure}`;
      }
    }
    return null;
  } finally {
    executor.destroy();
  }
}

function firstDifference(
  { graph, result, bounds: boundsOfCase, test }: PreparedCase,
  output: string,
  got: ArrayLike<number>,
  want: ArrayLike<number>,
): string | null {
  const bounds = boundsOfCase();
  // What surrounds the node's output holds it and copies; the copies must be exact.
  const around = largest(bounds);
  for (let i = 0; i < want.length; i++) {
    const bound = output === result ? (bounds[i] ?? 0) : around;
    const difference = Math.abs((got[i] ?? Number.NaN) - (want[i] ?? 0));
    if (!(difference <= bound)) {
      const { shape } = valueNamed(graph, output);
      return `"${output}" [${shape}] index ${i}: got ${got[i]}, want ${want[i]} ± ${bound} (seed ${SEED}, op ${test.node.op})`;
    }
  }
  return got.length === want.length ? null : `${got.length} elements, want ${want.length}`;
}

function largest(values: Float64Array): number {
  return values.reduce((a, b) => Math.max(a, b), 0);
}

function describe({ test }: PreparedCase): string {
  return JSON.stringify(test);
}
