// What a graph costs, counted from shapes alone: multiply-adds, parameters, bytes.
import type { SomeOp } from '../ops/op';
import { opNamed } from '../ops/registry';
import { BYTES_PER_ELEMENT, type Tensor } from '../tensor/tensor';
import { product } from '../util/math';
import { type AnyNode, type Graph, valueNamed } from './graph';

/** What a graph, or a part of it, costs, for the batch size of the graph. */
export interface GraphCost {
  /**
   * Multiply-adds of convolutions and fully-connected layers, the figure that papers give: one for each output and
   * tap, taps on padding included. Additions, pooling, normalisation and softmax count nothing.
   */
  readonly macs: number;
  /** Weights and biases, each once. */
  readonly parameters: number;
  /** Bytes of the parameters in float32. */
  readonly weightBytes: number;
  /** Bytes of all nodes' outputs in float32, without padding. */
  readonly activationBytes: number;
}

/** Cost of one node, for the batch size of its graph. */
export interface NodeCost extends GraphCost {
  readonly node: string;
}

/** Cost of every node, in order. A parameter that several nodes read is counted for each of them. */
export function costOfNodes(graph: Graph): NodeCost[] {
  return graph.nodes.map((node) => ({ node: node.name, ...costOf(graph, [node]) }));
}

/**
 * Cost of a whole graph. Multiply-adds are the same before and after the passes, which only move them from node to node.
 * So are parameters, but for batch normalisations: folded, their scale becomes part of the weights; as a prologue, they
 * add a bias where there was none. The bytes of activations shrink where nodes are fused.
 */
export function costOfGraph(graph: Graph): GraphCost {
  return costOf(graph, graph.nodes);
}

function costOf(graph: Graph, nodes: readonly AnyNode[]): GraphCost {
  const outputs = nodes.flatMap((node) => node.outputs);
  const parameters = sum(constantsOf(graph, nodes), ({ shape }) => product(shape));
  return {
    macs: sum(nodes, (node) => macsOf(graph, node)),
    parameters,
    weightBytes: parameters * BYTES_PER_ELEMENT,
    activationBytes: sum(outputs, (name) => elementsOf(graph, name)) * BYTES_PER_ELEMENT,
  };
}

/** By the node's op. */
function macsOf(graph: Graph, { op, inputs, outputs, attributes }: AnyNode): number {
  const { macs }: SomeOp = opNamed(op);
  const [y = [], ...shapes] = [outputs[0] ?? '', ...inputs].map(
    (name) => valueNamed(graph, name).shape,
  );
  return macs?.(shapes, y, attributes) ?? 0;
}

function constantsOf(graph: Graph, nodes: readonly AnyNode[]): Tensor[] {
  const names = new Set(nodes.flatMap((node) => node.inputs));
  return [...names].flatMap((name) => graph.constants.get(name) ?? []);
}

function elementsOf(graph: Graph, name: string): number {
  return product(valueNamed(graph, name).shape);
}

function sum<T>(items: readonly T[], pick: (item: T) => number): number {
  return items.reduce((total, item) => total + pick(item), 0);
}
