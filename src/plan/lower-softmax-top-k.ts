// Softmax and the ranking of its probabilities → one node with all three results.
// Not a pass, since it depends on the adapter whether that gains.
import { type AnyNode, type Graph, type Node, producerOf, valueNamed } from '../ir/graph';
import { MOST_RANKED_CHANNELS } from '../kernels/rare/softmax-top-k';
import { channelsOf } from '../tensor/tensor';
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
    if (softmax?.op !== 'softmax' || !fits(result, softmax) || !wants(result, ranking, adapter))
      return result;
    return replacePair(result, softmax, ranking);
  }, graph);
}

/**
 * Nowhere yet. On SwiftShader with two cores, for 1000 classes, the one dispatch takes 1.0 to 1.2 times as long as both
 * [medians of 9 to 15 interleaved sets of 10 runs], and some eight times as long to compile, 1.0 s instead of 0.15 s; runs
 * that ask for probabilities alone would rank them too. An H100 takes 0.063 ms for it and 0.031 ms for both, whose ranking
 * is shared among more invocations.
 */
export function isFasterRanked(): boolean {
  return false;
}

/** Whether a workgroup has memory for a row. */
function fits(graph: Graph, { inputs }: Node<'softmax'>): boolean {
  return channelsOf(valueNamed(graph, inputs[0] ?? '').shape) <= MOST_RANKED_CHANNELS;
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
