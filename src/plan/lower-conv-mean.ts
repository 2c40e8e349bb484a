// A pointwise convolution and the mean over its pixels → one node, whose feature map is never stored.
// Not a pass, since it depends on the adapter whether that gains.
import {
  type AnyNode,
  consumersOf,
  type Graph,
  type Node,
  producerOf,
  valueNamed,
} from '../ir/graph';
import { isPointwise } from '../ir/ops';
import type { AdapterKind } from './plan';

/** Whether a convolution and its mean become one node, of those that can. */
export type ConvMeanRule = (graph: Graph, node: Node<'conv2d'>, adapter: AdapterKind) => boolean;

/** Replaces the pairs that can be computed so and that the rule wants to be. The node has the mean's name and value. */
export function lowerConvMean(graph: Graph, adapter: AdapterKind, wants: ConvMeanRule): Graph {
  return graph.nodes.reduce((result, pool) => {
    const conv = pooledConvolution(result, pool);
    if (conv === null || !wants(result, conv, adapter)) return result;
    return replacePair(result, conv, pool);
  }, graph);
}

/**
 * Nowhere yet. On SwiftShader with two cores, the two dispatches of SqueezeNet's conv10 (13×13×512 → 1000) took 0.6 to 0.9
 * of the time of this one, those of 7×7×1024 → 1000 0.9 to 1.6 [medians of 9 to 15 interleaved runs beside other work]:
 * there is little to gain, and waiting for sums costs. And it is one more large pipeline to compile, where the convolution
 * shares one with other layers. A GPU saves a dispatch and twice the map in memory traffic (1.4 MB there), but has fewer
 * invocations to fill it with: on an H100 SqueezeNet takes 1.24 times as long, MobileNet's 7×7×1024 → 1024 0.14 ms instead of 0.03.
 */
export function isFasterWithMean(): boolean {
  return false;
}

/** The convolution that a node takes the mean of, where both can be one. */
function pooledConvolution(graph: Graph, pool: AnyNode): Node<'conv2d'> | null {
  if (pool.op !== 'global-average-pool') return null;
  const [map = ''] = pool.inputs;
  const conv = producerOf(graph, map);
  if (conv?.op !== 'conv2d') return null;
  const { groups, prologue, dilations: _, activation, ...window } = conv.attributes;
  // Not a quantised map: a sum that falls to the other side of a step is seen in the map, and hidden in its mean.
  const isQuantized = typeof activation === 'object' && 'quantize' in activation;
  const isPlain = groups === 1 && prologue === undefined && isPointwise(window) && !isQuantized;
  const hasWeights = conv.inputs.slice(1).every((name) => graph.constants.has(name));
  const isReadElsewhere = consumersOf(graph, map).length !== 1 || graph.outputs.includes(map);
  const isPart = valueNamed(graph, map).view !== undefined;
  return isPlain && hasWeights && !isReadElsewhere && !isPart ? conv : null;
}

function replacePair(graph: Graph, conv: Node<'conv2d'>, pool: AnyNode): Graph {
  const { activation } = conv.attributes;
  const { name, outputs } = pool;
  const fused: AnyNode = {
    name,
    op: 'conv2d-mean',
    inputs: conv.inputs,
    outputs,
    attributes: { activation },
  };
  const values = new Map(graph.values);
  for (const map of conv.outputs) values.delete(map);
  const nodes = graph.nodes
    .filter((node) => node !== conv)
    .map((node) => (node === pool ? fused : node));
  return { ...graph, values, nodes };
}
