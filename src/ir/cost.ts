// What a graph costs, counted from shapes alone: multiply-adds, parameters, bytes.
import { BYTES_PER_ELEMENT } from '../tensor/tensor';
import { product } from '../util/math';
import { type AnyNode, type Graph, valueNamed } from './graph';

/** Cost of one node, for the batch size of its graph. */
export interface NodeCost {
  readonly node: string;
  /** Multiply-adds of convolutions, the figure that papers give; additions, pooling and softmax count nothing. */
  readonly macs: number;
  /** Weights and biases. */
  readonly parameters: number;
  /** Bytes of the outputs in float32, without padding. */
  readonly activationBytes: number;
}

/** Cost of every node, in order. */
export function costOfNodes(graph: Graph): NodeCost[] {
  return graph.nodes.map((node) => ({
    node: node.name,
    macs: macsOf(graph, node),
    parameters: parametersOf(graph, node),
    activationBytes: node.outputs.reduce(
      (bytes, name) => bytes + product(valueNamed(graph, name).shape) * BYTES_PER_ELEMENT,
      0,
    ),
  }));
}

function macsOf(graph: Graph, node: AnyNode): number {
  if (node.op !== 'conv2d') return 0;
  const [, cPerGroup = 0, kH = 0, kW = 0] = valueNamed(graph, node.inputs[1] ?? '').shape;
  return product(valueNamed(graph, node.outputs[0] ?? '').shape) * cPerGroup * kH * kW;
}

function parametersOf(graph: Graph, node: AnyNode): number {
  return node.inputs.reduce((sum, name) => {
    const constant = graph.constants.get(name);
    return sum + (constant ? product(constant.shape) : 0);
  }, 0);
}
