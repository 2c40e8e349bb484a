// batch-norm (and ReLU), then a pointwise convolution → the convolution with a prologue. DenseNet normalises ahead of its
// convolutions (Huang et al. 2017, arXiv:1608.06993, section 3): the features so far are read by every later layer, each
// with a normalisation of its own, which would cost a buffer and a dispatch each.
import { type AnyNode, type Graph, producerOf, withoutUnusedValues } from '../graph/graph';
import { isPointwise } from '../ops/window';
import { zeros } from '../tensor/tensor';
import { isOnlyFor, type Pass, replacePair, withConstant } from './pass';

/**
 * Moves a batch normalisation that ends in nothing or ReLU into the pointwise convolution behind it. Convolutions with a
 * border stay as they are: their zeros come after the normalisation.
 */
export const fusePrologue: Pass = {
  name: 'fuse-prologue',
  run: (graph) => withoutUnusedValues(graph.nodes.reduce(fuseAt, graph)),
};

function fuseAt(graph: Graph, node: AnyNode): Graph {
  if (node.op !== 'conv2d' || !canHavePrologue(node)) return graph;
  const [x = '', w = '', b] = node.inputs;
  const norm = producerOf(graph, x);
  if (norm?.op !== 'batch-norm' || !isOnlyFor(graph, x, node)) return graph;
  const { activation } = norm.attributes;
  if (activation !== 'none' && activation !== 'relu') return graph;
  const [source = '', ...vectors] = norm.inputs;
  const weights = [w, ...vectors, ...(b === undefined ? [] : [b])];
  if (!weights.every((name) => graph.constants.has(name))) return graph;
  const biased = b === undefined ? withZeroBias(graph, node, w) : { graph, name: b };
  const fused = {
    ...node,
    inputs: [source, w, biased.name, ...vectors],
    attributes: { ...node.attributes, prologue: activation },
  };
  return { ...biased.graph, nodes: replacePair(biased.graph, norm, node, fused) };
}

function canHavePrologue({ attributes }: AnyNode & { readonly op: 'conv2d' }): boolean {
  return isPointwise(attributes) && attributes.groups === 1 && attributes.prologue === undefined;
}

/** Scale and shift follow the bias among a convolution's inputs, so that there has to be one. */
function withZeroBias(graph: Graph, node: AnyNode, w: string): { graph: Graph; name: string } {
  const k = graph.constants.get(w)?.shape[0] ?? 0;
  return withConstant(graph, `${node.name}/bias`, zeros([k]));
}
