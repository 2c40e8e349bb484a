// conv2d without bias, then bias-add → conv2d with bias.
import { type Graph, producerOf, withoutUnusedValues } from '../ir/graph';
import { isOnlyFor, type Pass, replacePair } from './pass';

/** Moves the bias of a convolution into its epilogue. The fused node keeps the bias-add's name and output. */
export const fuseBias: Pass = {
  name: 'fuse-bias',
  run: (graph) => withoutUnusedValues(graph.nodes.reduce(fuseAt, graph)),
};

function fuseAt(graph: Graph, node: Graph['nodes'][number]): Graph {
  if (node.op !== 'bias-add') return graph;
  const [x = '', bias = ''] = node.inputs;
  const conv = producerOf(graph, x);
  if (conv?.op !== 'conv2d' || conv.inputs.length !== 2 || conv.attributes.activation !== 'none') {
    return graph;
  }
  if (!graph.constants.has(bias) || !isOnlyFor(graph, x, node)) return graph;
  const fused = {
    ...conv,
    name: node.name,
    inputs: [...conv.inputs, bias],
    outputs: node.outputs,
  };
  return { ...graph, nodes: replacePair(graph, conv, node, fused) };
}
