// Softmax and the ranking of its probabilities → one node with all three results.
// Not a pass, since it depends on the adapter whether that gains.
import { type AnyNode, type Graph, type Node, producerOf } from '../ir/graph';
import type { AdapterKind } from './plan';

/** Whether a softmax and its ranking become one node, of those that can. */
export type SoftmaxTopKRule = (
  graph: Graph,
  ranking: Node<'top-k'>,
  adapter: AdapterKind,
) => boolean;

/**
 * Replaces the pairs that the rule wants to be one. The node has the ranking's name and stands in the softmax's place, so
 * that others may read the probabilities as before.
 */
export function lowerSoftmaxTopK(
  graph: Graph,
  adapter: AdapterKind,
  wants: SoftmaxTopKRule,
): Graph {
  return graph.nodes.reduce((result, ranking) => {
    if (ranking.op !== 'top-k') return result;
    const softmax = producerOf(result, ranking.inputs[0] ?? '');
    if (softmax?.op !== 'softmax' || !wants(result, ranking, adapter)) return result;
    return replacePair(result, softmax, ranking);
  }, graph);
}

function replacePair(graph: Graph, softmax: AnyNode, ranking: Node<'top-k'>): Graph {
  const fused: AnyNode = {
    name: ranking.name,
    op: 'softmax-top-k',
    inputs: softmax.inputs,
    outputs: [...softmax.outputs, ...ranking.outputs],
    attributes: ranking.attributes,
  };
  const nodes = graph.nodes
    .filter((node) => node !== ranking)
    .map((node) => (node === softmax ? fused : node));
  return { ...graph, nodes };
}

/** To be measured. */
export function isFasterRanked(): boolean {
  return false;
}
