// The graph: immutable plain data. Nodes are in execution order; values are named and have one producer.
import { GraphError } from '../errors';
import type { OpAttributes, OpName } from '../ops/registry';
import type { AxisOrder } from '../tensor/layout';
import type { DType, Shape, Tensor } from '../tensor/tensor';

/** A value that lives inside another one: channels `channelOffset …` of value `of` (concat elision). */
export interface ChannelView {
  readonly of: string;
  readonly channelOffset: number;
}

/** Something a node reads or writes. Shapes are NHWC, [n, c], or OIHW for convolution weights. */
export interface Value {
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: DType;
  readonly view?: ChannelView;
}

/** One op applied to named values. */
export interface Node<O extends OpName = OpName> {
  readonly name: string;
  readonly op: O;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: OpAttributes[O];
}

/** A node whose op decides the type of its attributes. */
export type AnyNode = { [O in OpName]: Node<O> }[OpName];

/** A network. Values without a producer are inputs or constants. */
export interface Graph {
  readonly name: string;
  /** How users of this model hold feature maps: its inputs and outputs have this order outside. */
  readonly axisOrder: AxisOrder;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly nodes: readonly AnyNode[];
  readonly values: ReadonlyMap<string, Value>;
  readonly constants: ReadonlyMap<string, Tensor>;
}

/** The value of this name. @throws GraphError when the graph has none. */
export function valueNamed(graph: Graph, name: string): Value {
  const value = graph.values.get(name);
  if (!value) throw new GraphError(`Graph "${graph.name}" has no value "${name}".`);
  return value;
}

/** Where a value is stored. */
interface Storage {
  readonly root: string;
  readonly channelOffset: number;
}

/** By value, as far as somebody asked: views may lie in views, one in the other, as often as a graph has nodes. */
const storages = new WeakMap<Graph, Map<string, Storage>>();

/** Where a value is stored: the outermost value it is a view of, and its channel offset there. */
export function storageOf(graph: Graph, name: string): Storage {
  const known = storages.get(graph) ?? new Map<string, Storage>();
  storages.set(graph, known);
  const inside: Value[] = [];
  let value = valueNamed(graph, name);
  while (value.view && !known.has(value.name)) {
    inside.push(value);
    value = valueNamed(graph, value.view.of);
  }
  let storage = known.get(value.name) ?? { root: value.name, channelOffset: 0 };
  for (const { name: part, view } of inside.toReversed()) {
    const channelOffset = storage.channelOffset + (view?.channelOffset ?? 0);
    storage = { root: storage.root, channelOffset };
    known.set(part, storage);
  }
  return storage;
}

/** What is known of where values are stored holds no more: for graphs that change. */
export function forgetStorage(graph: Graph): void {
  storages.delete(graph);
}

/** Whether a node reads a buffer that it also writes: WebGPU forbids it, even at disjoint ranges. */
export function readsItsOutput(graph: Graph, node: AnyNode): boolean {
  const read = node.inputs.map((name) => storageOf(graph, name).root);
  return node.outputs.some((name) => read.includes(storageOf(graph, name).root));
}

/** Values that no node, output or view refers to any more are dropped: what a pass leaves behind. */
export function withoutUnusedValues(graph: Graph): Graph {
  const used = new Set([...graph.inputs, ...graph.outputs]);
  for (const node of graph.nodes) {
    for (const name of [...node.inputs, ...node.outputs]) used.add(name);
  }
  // The loop also visits what it adds: all values between a view and its storage.
  for (const name of used) {
    const { view } = valueNamed(graph, name);
    if (view) used.add(view.of);
  }
  if (used.size === graph.values.size) return graph;
  const keep = <T>(map: ReadonlyMap<string, T>) =>
    new Map([...map].filter(([name]) => used.has(name)));
  return { ...graph, values: keep(graph.values), constants: keep(graph.constants) };
}
