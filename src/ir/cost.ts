// What a graph costs, counted from shapes alone: multiply-adds, parameters, bytes.
import { BYTES_PER_ELEMENT, pixelsOf, type Tensor } from '../tensor/tensor';
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

/**
 * Every output is a sum over one row of the weights: [k, c, k_h, k_w] of a convolution, [k, h·w·c] otherwise. A Winograd
 * convolution counts what the convolution itself would, all of it in its products: papers compare work to be done, not the ways to
 * do it.
 */
function macsOf(graph: Graph, node: AnyNode): number {
  if (node.op === 'winograd-multiply') {
    return node.attributes.pixels * product(valueNamed(graph, node.inputs[1] ?? '').shape);
  }
  if (node.op === 'fire' || node.op === 'fire-expand' || node.op === 'separable-conv2d') {
    // Convolutions of as many pixels each: x, then weights and biases in turns.
    const pixels = pixelsOf(valueNamed(graph, node.outputs[0] ?? '').shape);
    const weights = node.inputs.filter((_, position) => position % 2 === 1);
    return pixels * sum(weights, (name) => elementsOf(graph, name));
  }
  if (node.op !== 'conv2d' && node.op !== 'fully-connected') return 0;
  const taps = valueNamed(graph, node.inputs[1] ?? '').shape.slice(1);
  return elementsOf(graph, node.outputs[0] ?? '') * product(taps);
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
