// A layer, then activation → the layer with the activation as its epilogue.
import { type AnyNode, type Graph, type Node, producerOf, withoutUnusedValues } from '../ir/graph';
import { isOnlyFor, type Pass, replacePair } from './pass';

/** Ops whose kernels end in an activation. */
type LayerOp =
  | 'conv2d'
  | 'fully-connected'
  | 'batch-norm'
  | 'add'
  | 'sub'
  | 'mul'
  | 'div'
  | 'prelu';
type Layer = { [O in LayerOp]: Node<O> }[LayerOp];
const LAYERS: readonly string[] = [
  'conv2d',
  'fully-connected',
  'batch-norm',
  'add',
  'sub',
  'mul',
  'div',
  'prelu',
] satisfies Layer['op'][];

/** Moves an activation into the layer before it. The fused node keeps the activation's name and output. */
export const fuseActivation: Pass = {
  name: 'fuse-activation',
  run: (graph) => withoutUnusedValues(graph.nodes.reduce(fuseAt, graph)),
};

function fuseAt(graph: Graph, node: Graph['nodes'][number]): Graph {
  if (node.op !== 'activation') return graph;
  const [x = ''] = node.inputs;
  const layer = producerOf(graph, x);
  if (!layer || !isLayer(layer) || layer.attributes.activation !== 'none') return graph;
  if (!isOnlyFor(graph, x, node)) return graph;
  const { activation } = node.attributes;
  const attributes = { ...layer.attributes, activation };
  // Each op keeps its own attributes; TypeScript cannot see that through the union.
  const fused = { ...layer, name: node.name, outputs: node.outputs, attributes } as AnyNode;
  return { ...graph, nodes: replacePair(graph, layer, node, fused) };
}

function isLayer(node: AnyNode): node is Layer {
  return LAYERS.includes(node.op);
}
