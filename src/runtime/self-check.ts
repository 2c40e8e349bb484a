// Whether a device computes as it should: each kernel of a network on a few pixels, beside the reference, before the network is
// put there. Compilers and drivers of single adapters are wrong now and then, and a wrong variant is done without like one that
// does not compile. Loaded only when it is asked for: with it come all reference ops.
import { whileAlive } from '../gpu/device';
import { Executor } from '../gpu/executor';
import { PipelineError } from '../gpu/pipeline-cache';
import { selectionName } from '../gpu/refused-variants';
import { type AnyNode, type Graph, valueNamed } from '../graph/graph';
import { ALL_KERNELS } from '../kernels/further-kernels.gen';
import { variantId } from '../kernels/kernel';
import { FLOAT16, FLOAT32 } from '../ops/number-format';
import { callOf } from '../plan/build-plan';
import * as decoder from '../plan/decode-weights';
import type { Plan, PlanPipeline } from '../plan/plan';
import { pipelineKey } from '../plan/program';
import type { Selection } from '../plan/select-kernel';
import { type SmallNode, smallNode } from '../plan/small-node';
import type { Target } from '../plan/target';
import { compareNode, type Errors } from '../reference/compare-node';
import { withHalfWeights } from '../reference/half-weights';
import { nodeAlone } from '../reference/node-alone';
import { seededInputs } from '../reference/seeded-inputs';
import type { Precision } from '../tensor/elements';
import { formatShape, type Tensor } from '../tensor/tensor';
import { type Checks, readChecks, writeChecks } from '../tune/tuning-store';
import { product } from '../util/math';
import { seededRandom } from '../util/random';
import type { DeviceContext } from './device-context';
import { takeNumbers } from './gpu-feeds';
import { GpuKept } from './gpu-kept';

/** A network that is about to be put on a device. */
export interface CheckSubject {
  /** As it is computed there, node by node. */
  readonly graph: Graph;
  readonly plan: Plan;
  /** What it was planned for. */
  readonly target: Target;
  readonly signal: AbortSignal | undefined;
}

/** Of so many runs the first and the last are looked at: what a run leaves behind must not spoil a later one. */
const RUNS = 3;

/** The seed of the numbers that kernels are checked on. */
const SEED = 20_261_130;

/** What has been found of devices, where nothing else can be kept. */
const found = new WeakMap<Target, Readonly<Record<Precision, Record<string, string>>>>();

/**
 * Runs every pipeline of the plan that has not been checked on this adapter by these shaders before, and keeps what is found.
 * @throws PipelineError of the first variant that answers wrongly, or does not compile; GPUFailureError; DeviceLostError; the
 * signal's reason.
 */
export async function checkKernels(context: DeviceContext, subject: CheckSubject): Promise<void> {
  const { gpu, pipelines } = context;
  const { plan } = subject;
  const { precision } = plan;
  const kept = found.get(gpu.target) ?? { f32: {}, f16: {} };
  found.set(gpu.target, kept);
  const here = kept[precision];
  const known: Checks = { ...(await readChecks(gpu.adapter, precision)), ...here };
  for (const pipeline of plan.pipelines) {
    const fault = known[pipelineKey(pipeline)];
    if (fault) throw new PipelineError(fault, pipeline);
  }
  const unknown = plan.pipelines.filter((pipeline) => known[pipelineKey(pipeline)] === undefined);
  const trials = unknown.flatMap((pipeline) => trialOf(pipeline, subject) ?? []);
  // What decodes weights comes behind the kernels that read them.
  trials.sort((a, b) => Number(a.isOfDecoding) - Number(b.isOfDecoding));
  // Compilers take longest, all at once the least.
  const compiling = trials.flatMap(({ plan }) => plan.pipelines);
  await whileAlive(gpu, Promise.all(compiling.map((spec) => pipelines.get(spec))));
  const checks: Record<string, string> = {};
  try {
    for (const trial of trials) {
      const { pipeline } = trial;
      subject.signal?.throwIfAborted();
      const fault = await faultOf(context, trial);
      checks[pipelineKey(pipeline)] = fault ?? '';
      if (fault) throw new PipelineError(fault, pipeline);
    }
  } finally {
    Object.assign(here, checks);
    await writeChecks(gpu.adapter, precision, checks);
  }
}

/** A node that shows whether a pipeline is right. */
interface Trial extends SmallNode {
  readonly pipeline: PlanPipeline;
  readonly isOfDecoding: boolean;
}

/** The least work that a pipeline has in a network, made smaller still; null for one that has none. */
function trialOf(pipeline: PlanPipeline, { graph, plan, target }: CheckSubject): Trial | null {
  const index = plan.pipelines.indexOf(pipeline);
  const isOfDecoding = plan.decoding?.steps.some((step) => step.pipeline === index) ?? false;
  const nodes = graph.nodes.filter((_, position) => {
    const step = plan.steps[position];
    return step && (isOfDecoding ? readsDecoded(plan, step) : step.pipeline === index);
  });
  const [least] = nodes.toSorted((a, b) => sizeOf(graph, a) - sizeOf(graph, b));
  const step = least && plan.steps[graph.nodes.indexOf(least)];
  const kernel = step && plan.pipelines[step.pipeline];
  const selection = kernel && selectionOf(graph, least, kernel);
  if (!selection) return null;
  const small = smallNode(graph, least, selection, kernel, target, isOfDecoding ? decoder : null);
  return {
    ...small,
    pipeline,
    isOfDecoding,
    graph: plan.precision === 'f16' ? withHalfWeights(small.graph) : small.graph,
  };
}

/** Whether a step reads weights that the device decodes. */
function readsDecoded({ constants }: Plan, { resources }: Plan['steps'][number]): boolean {
  return resources.some(
    (each) => each.kind === 'constant' && constants[each.constant]?.isDecoded === true,
  );
}

/** By what a node is computed; kernels of several ops may share a shader. */
function selectionOf(
  graph: Graph,
  node: AnyNode,
  { variant }: PlanPipeline,
): Selection | undefined {
  const call = callOf(graph, node);
  return ALL_KERNELS.filter((kernel) => kernel.accepts(call))
    .flatMap((kernel) => kernel.variants.map((each) => ({ kernel, variant: each })))
    .find((each) => variantId(each.kernel.shader, each.variant) === selectionName(variant));
}

/** Numbers that a node reads and writes. */
function sizeOf(graph: Graph, node: AnyNode): number {
  const { inputs, outputs, constants } = callOf(graph, node);
  const shapes = [...inputs, ...outputs, ...constants].map(({ shape }) => product(shape));
  return shapes.reduce((sum, size) => sum + size, 0);
}

/** What is wrong with what a node gives; null where nothing is. */
async function faultOf({ gpu, pipelines }: DeviceContext, trial: Trial): Promise<string | null> {
  const { graph, node, plan } = trial;
  const kept = new GpuKept(await Executor.create(gpu, plan, pipelines));
  const random = seededRandom(SEED);
  try {
    for (let run = 1; run <= RUNS; run++) {
      // What the outputs lie in is filled, too: numbers that nobody writes are not those of the last run.
      await kept.run(
        Object.fromEntries(
          Object.entries(seededInputs(graph, random)).map(([name, tensor]) => [
            name,
            takeNumbers(Float32Array.from(tensor.data), tensor.shape),
          ]),
        ),
      );
      if (run > 1 && run < RUNS) continue;
      const values = new Map<string, Tensor>();
      for (const { name } of plan.outputs) values.set(name, await kept.value(name));
      const tensorNamed = (name: string) => values.get(name) as Tensor;
      const test = nodeAlone(graph, node, tensorNamed);
      const format = plan.precision === 'f16' ? FLOAT16 : FLOAT32;
      const errors = compareNode(test, tensorNamed, format);
      if (!errors.isWithin) return describeFault(trial, run, errors);
    }
    return null;
  } finally {
    kept.destroy();
  }
}

function describeFault({ pipeline, graph, node }: Trial, run: number, { worst }: Errors): string {
  const [output = ''] = node.outputs;
  const { shape } = valueNamed(graph, output);
  const wrong = worst
    ? `element ${worst.index} of "${output}" ${formatShape(shape)} was ${worst.got}, not ${worst.want} ± ${worst.bound}`
    : `"${output}" is wrong`;
  return `Pipeline ${pipeline.id} computes wrongly on this adapter: on a small map, ${wrong}, in run ${run}.`;
}
