// batch-norm (and ReLU), then a pointwise convolution → the convolution with a prologue. DenseNet normalises ahead of its
// convolutions (Huang et al. 2017, arXiv:1608.06993, section 3): the features so far are read by every later layer, each
// with a normalisation of its own, which would cost a buffer and a dispatch each.
import { freshName } from '../graph/edit';
import type { AnyNode } from '../graph/graph';
import { producerOf } from '../graph/uses';
import { isPointwise } from '../ops/window';
import { zeros } from '../tensor/tensor';
import { isOnlyFor, passOf } from './pass';

/**
 * Moves a batch normalisation that ends in nothing or ReLU into the pointwise convolution behind it. Convolutions with a
 * border stay as they are: their zeros come after the normalisation.
 */
export const fusePrologue = passOf('fuse-prologue', (graph, node) => {
  if (node.op !== 'conv2d' || !canHavePrologue(node)) return null;
  const [x = '', w = '', b] = node.inputs;
  const norm = producerOf(graph, x);
  if (norm?.op !== 'batch-norm' || !isOnlyFor(graph, x, node)) return null;
  const { activation } = norm.attributes;
  if (activation !== 'none' && activation !== 'relu') return null;
  const [source = '', ...vectors] = norm.inputs;
  const weights = [w, ...vectors, ...(b === undefined ? [] : [b])];
  if (!weights.every((name) => graph.constants.has(name))) return null;
  // Scale and shift follow the bias among a convolution's inputs, so that there has to be one.
  const bias = b ?? freshName(graph, `${node.name}/bias`);
  const k = graph.constants.get(w)?.shape[0] ?? 0;
  const fused = {
    ...node,
    inputs: [source, w, bias, ...vectors],
    attributes: { ...node.attributes, prologue: activation },
  };
  const constants = new Map(b === undefined ? [[bias, zeros([k])]] : []);
  return { take: [norm, node], give: [fused], constants };
});

function canHavePrologue({ attributes }: AnyNode & { readonly op: 'conv2d' }): boolean {
  return isPointwise(attributes) && attributes.groups === 1 && attributes.prologue === undefined;
}
