// conv2d or fully-connected without bias, then bias-add → the same with bias.
import { type Graph, producerOf, withoutUnusedValues } from '../graph/graph';
import { isOnlyFor, type Pass, replacePair } from './pass';

/** Moves a bias into the epilogue of the layer before it. The fused node keeps the bias-add's name and output. */
export const fuseBias: Pass = {
  name: 'fuse-bias',
  run: (graph) => withoutUnusedValues(graph.nodes.reduce(fuseAt, graph)),
};

function fuseAt(graph: Graph, node: Graph['nodes'][number]): Graph {
  if (node.op !== 'bias-add') return graph;
  const [x = '', bias = ''] = node.inputs;
  const layer = producerOf(graph, x);
  if (layer?.op !== 'conv2d' && layer?.op !== 'fully-connected') return graph;
  if (layer.inputs.length !== 2 || layer.attributes.activation !== 'none') return graph;
  if (!graph.constants.has(bias) || !isOnlyFor(graph, x, node)) return graph;
  const fused = {
    ...layer,
    name: node.name,
    inputs: [...layer.inputs, bias],
    outputs: node.outputs,
  };
  return { ...graph, nodes: replacePair(graph, layer, node, fused) };
}
