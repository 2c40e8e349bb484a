// A node of a network by itself, on few pixels: what shows in little time whether its kernel computes as it should.
import { GraphError } from '../errors';
import { type AnyNode, type Graph, storageOf, type Value, valueNamed } from '../graph/graph';
import { inferOutputs } from '../ops/infer-outputs';
import type { ValueType } from '../ops/op';
import { pixelsOf, type Shape } from '../tensor/tensor';
import { atOnce } from '../util/at-once';
import { callOf, type Decoder, planSteps } from './build-plan';
import type { Plan, PlanPipeline } from './plan';
import { planPipeline } from './plan-pipeline';
import { pipelineKey } from './program';
import type { Selection } from './select-kernel';
import type { Target } from './target';

/** Heights and widths that are tried, smallest first: odd, and rarely whole tiles. */
const SIZES = [
  [3, 5],
  [5, 7],
  [9, 11],
  [13, 15],
  [21, 23],
  [29, 31],
] as const;

/** Fewer pixels of an output have no inside: nothing but border. */
const LEAST_PIXELS = 6;

/** A graph of one node, and a plan that keeps all its values. */
export interface SmallNode {
  readonly graph: Graph;
  readonly node: AnyNode;
  readonly plan: Plan;
}

/**
 * Plans a node of a scheduled graph alone, its weights and its places in wider buffers as they are, on maps as small as it can
 * be computed on by the same pipeline; on other pixels by the same variant, where a pipeline is made for a size; or as it is.
 * What its outputs lie in is an input too: who fills it before a run sees what was left unwritten.
 */
export function smallNode(
  graph: Graph,
  node: AnyNode,
  selection: Selection,
  pipeline: PlanPipeline,
  target: Target,
  decoder: Decoder | null,
): SmallNode {
  const smaller = SIZES.flatMap((size) => resized(graph, node, size) ?? []).filter((each) =>
    selection.kernel.accepts(callOf(each, node)),
  );
  const isSame = (each: Graph) => {
    const { precision } = target.elements;
    const call = callOf(each, node);
    const specialized = selection.kernel.specialize(call, selection.variant, precision);
    return pipelineKey(planPipeline(selection, specialized, precision)) === pipelineKey(pipeline);
  };
  const chosen = smaller.find(isSame) ?? smaller[0] ?? alone(graph, node, graph.values);
  const plan = atOnce(planSteps(chosen, target, () => selection, decoder));
  return { graph: chosen, node, plan };
}

/** The node on maps of another size; null where it takes no such maps, or they are no smaller. */
function resized(graph: Graph, node: AnyNode, size: readonly [number, number]): Graph | null {
  const [x = ''] = node.inputs;
  const before = valueNamed(graph, x).shape;
  const shrunk = (shape: Shape): Shape =>
    shape.length === 4 && shape[1] === before[1] && shape[2] === before[2]
      ? [shape[0] ?? 1, ...size, shape[3] ?? 1]
      : shape;
  const shapeOf = (name: string) => {
    const { shape } = valueNamed(graph, name);
    return graph.constants.has(name) ? shape : shrunk(shape);
  };
  if (before.length !== 4 || pixelsOf(shrunk(before)) >= pixelsOf(before)) return null;
  const outputs = typesOf(node, node.inputs.map(shapeOf));
  const isInside = outputs?.every(
    ({ shape }) => shape.length < 4 || pixelsOf(shape) >= LEAST_PIXELS,
  );
  if (!outputs || !isInside) return null;
  const values = new Map(graph.values);
  const resize = (name: string, shape: Shape) => {
    for (let value: Value | undefined = valueNamed(graph, name); value; ) {
      const channels = value.shape.at(-1) ?? 1;
      values.set(value.name, { ...value, shape: [...shape.slice(0, -1), channels] });
      value = value.view && valueNamed(graph, value.view.of);
    }
  };
  for (const name of node.inputs) if (!graph.constants.has(name)) resize(name, shapeOf(name));
  for (const [index, name] of node.outputs.entries()) resize(name, outputs[index]?.shape ?? []);
  return alone(graph, node, values);
}

function typesOf(node: AnyNode, inputs: readonly Shape[]): ValueType[] | null {
  try {
    return inferOutputs(
      node,
      inputs.map((shape) => ({ shape, dtype: 'f32' })),
    );
  } catch (error) {
    if (error instanceof GraphError) return null;
    throw error;
  }
}

/** The node in a graph of its own. All buffers are inputs, and all values outputs. */
function alone(graph: Graph, node: AnyNode, values: ReadonlyMap<string, Value>): Graph {
  const names = [...node.inputs, ...node.outputs].filter((name) => !graph.constants.has(name));
  const roots = [...new Set(names.map((name) => storageOf(graph, name).root))];
  const outputs = [...new Set([...roots, ...names])];
  const constants = new Map([...graph.constants].filter(([name]) => node.inputs.includes(name)));
  // The values between a view and its buffer stay: they say where it begins.
  return { ...graph, name: node.name, nodes: [node], inputs: roots, outputs, values, constants };
}
