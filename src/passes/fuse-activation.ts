// conv2d, then activation → conv2d with the activation as its epilogue.
import { type Graph, producerOf, withoutUnusedValues } from '../ir/graph';
import { isOnlyFor, type Pass, replacePair } from './pass';

/** Moves an activation into the convolution before it. The fused node keeps the activation's name and output. */
export const fuseActivation: Pass = {
  name: 'fuse-activation',
  run: (graph) => withoutUnusedValues(graph.nodes.reduce(fuseAt, graph)),
};

function fuseAt(graph: Graph, node: Graph['nodes'][number]): Graph {
  if (node.op !== 'activation') return graph;
  const [x = ''] = node.inputs;
  const conv = producerOf(graph, x);
  if (conv?.op !== 'conv2d' || conv.attributes.activation !== 'none') return graph;
  if (!isOnlyFor(graph, x, node)) return graph;
  const { activation } = node.attributes;
  const attributes = { ...conv.attributes, activation };
  const fused = { ...conv, name: node.name, outputs: node.outputs, attributes };
  return { ...graph, nodes: replacePair(graph, conv, node, fused) };
}
