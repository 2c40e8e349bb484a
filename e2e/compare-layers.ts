// Runs a network that a function builds, and holds every layer against the CPU reference: each is computed again
// from the very inputs that it had on the GPU, so that its bound is its own.
import { openGpu } from '../src/gpu/device';
import { Executor } from '../src/gpu/executor';
import { PipelineCache } from '../src/gpu/pipeline-cache';
import { type AnyNode, type Graph, valueNamed, withoutUnusedValues } from '../src/ir/graph';
import type { Model } from '../src/ir/model';
import { alexnet, mobilenetV1, squeezenet } from '../src/models/index';
import { optimizeGraph } from '../src/passes/index';
import { buildPlan } from '../src/plan/build-plan';
import { evaluateGraph } from '../src/reference/index';
import { packNhwc4, unpackNhwc4 } from '../src/tensor/layout';
import { f32Tensor, type Tensor } from '../src/tensor/tensor';
import { product } from '../src/util/math';
import { seededRandom } from '../src/util/random';
import { boundsOf } from './kernels/bounds';

const NETWORKS = { alexnet, mobilenetV1, squeezenet };
/** A network and the options to build it with. */
export type NetworkSpec = {
  [N in keyof typeof NETWORKS]: readonly [N, NonNullable<Parameters<(typeof NETWORKS)[N]>[0]>];
}[keyof typeof NETWORKS];

/** How many layers were compared, and one line for each that is out of its bound. */
export interface LayerComparison {
  readonly layers: number;
  readonly kernels: readonly string[];
  readonly failures: readonly string[];
}

const SEED = 20_261_124;

/** Compares all layers of one inference on seeded input; weights are seeded by the functions themselves. */
export async function compareLayers(spec: NetworkSpec): Promise<LayerComparison> {
  const optimized = optimizeGraph(build(spec).graph);
  const graph = { ...optimized, outputs: optimized.nodes.flatMap(({ outputs }) => outputs) };
  const inputs = Object.fromEntries(graph.inputs.map((name) => [name, seededInput(graph, name)]));
  const { values, kernels } = await runOnGpu(graph, inputs);
  const failures = graph.nodes.flatMap((node) => firstFailure(graph, node, values) ?? []);
  return { layers: graph.nodes.length, kernels, failures };
}

function build([network, options]: NetworkSpec): Model {
  // The union ties options to their network; TypeScript loses that tie when the function is looked up.
  return (NETWORKS[network] as (options: object) => Model)(options);
}

function seededInput(graph: Graph, name: string): Tensor {
  const { shape } = valueNamed(graph, name);
  const random = seededRandom(SEED);
  const values = Float32Array.from({ length: product(shape) }, () => 2 * random() - 1);
  return f32Tensor(shape, values);
}

async function runOnGpu(graph: Graph, inputs: Readonly<Record<string, Tensor>>) {
  const gpu = await openGpu({ onError: console.error });
  const plan = buildPlan(graph, gpu.adapter.kind);
  const executor = await Executor.create(gpu, plan, new PipelineCache(gpu.device));
  const values = new Map(Object.entries(inputs));
  for (const [name, { data, shape }] of values) {
    executor.writeInput(name, packNhwc4(Float32Array.from(data), shape));
  }
  const results = await executor.run(plan.outputs.map(({ name }) => ({ output: name })));
  for (const [index, { name, shape, span }] of plan.outputs.entries()) {
    const words = new Float32Array(results[index] ?? []);
    values.set(name, f32Tensor(shape, unpackNhwc4(words, shape, span.first, span.words)));
  }
  // Values that views tile, such as the results of elided concats, are read like any other.
  for (const { name, shape } of graph.values.values()) {
    if (!values.has(name) && !graph.constants.has(name))
      values.set(name, tiled(graph, name, shape, values));
  }
  executor.destroy();
  gpu.release();
  return { values, kernels: [...new Set(plan.pipelines.map(({ shader }) => shader))] };
}

/** The value whose channels the views of it hold. */
function tiled(
  graph: Graph,
  parent: string,
  shape: readonly number[],
  values: ReadonlyMap<string, Tensor>,
): Tensor {
  const channels = shape.at(-1) ?? 1;
  const data = new Float32Array(product(shape));
  for (const { name, shape: own, view } of graph.values.values()) {
    if (view?.of !== parent) continue;
    const width = own.at(-1) ?? 1;
    const source = values.get(name)?.data ?? [];
    for (let i = 0; i < source.length; i++) {
      data[Math.floor(i / width) * channels + view.channelOffset + (i % width)] = source[i] ?? 0;
    }
  }
  return f32Tensor(shape, data);
}

function firstFailure(
  graph: Graph,
  node: AnyNode,
  values: ReadonlyMap<string, Tensor>,
): string | null {
  const own = node.inputs.filter((name) => !graph.constants.has(name));
  const inputs = Object.fromEntries(
    own.map((name) => [name, values.get(name) ?? f32Tensor([0], new Float32Array(0))]),
  );
  // Without views: the node alone, its result a value of its own.
  const plain = new Map([...graph.values].map(([name, { view, ...value }]) => [name, value]));
  const alone = withoutUnusedValues({
    ...graph,
    nodes: [node],
    inputs: own,
    outputs: node.outputs,
    values: plain,
  });
  const [result = ''] = node.outputs;
  const want = evaluateGraph(alone, inputs).get(result)?.data ?? [];
  const got = values.get(result)?.data ?? [];
  const bounds = boundsOf({ graph: alone, inputs, node });
  for (let i = 0; i < want.length; i++) {
    const difference = Math.abs((got[i] ?? Number.NaN) - (want[i] ?? 0));
    if (!(difference <= (bounds[i] ?? 0))) {
      return `${node.name} (${node.op}) index ${i}: got ${got[i]}, want ${want[i]} ± ${bounds[i]} (seed ${SEED})`;
    }
  }
  return want.length === got.length
    ? null
    : `${node.name}: ${got.length} of ${want.length} numbers`;
}
