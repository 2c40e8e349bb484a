// Padded 1×1 convolution, then the mean over space → the same without padding, then the mean of that with the border's share.
// SqueezeNet pads its last convolution (conv10, arXiv:1602.07360, table 1): a quarter of its products are of zeros.
import { freshName, withResults } from '../graph/edit';
import { type AnyNode, type Graph, type Node, producerOf, valueNamed } from '../graph/graph';
import { activate } from '../ops/elementwise/functions';
import { isPointwise, NO_PADS } from '../ops/window';
import { channelsOf, f32Tensor, pixelsOf } from '../tensor/tensor';
import { isOnlyFor, type Pass, withConstant } from './pass';

/**
 * Where the window is one pixel, the border that padding adds to y is act(bias) throughout, whatever x is. So the mean of
 * all of y is the mean of what is inside, scaled, plus a constant. The normalisation that says so keeps the pooling's name
 * and output.
 */
export const unpadPooled: Pass = {
  name: 'unpad-pooled',
  run: (graph) => graph.nodes.reduce(unpadAt, graph),
};

function unpadAt(graph: Graph, pool: AnyNode): Graph {
  if (pool.op !== 'global-average-pool') return graph;
  const [x = ''] = pool.inputs;
  const conv = producerOf(graph, x);
  if (conv?.op !== 'conv2d' || !isOnlyFor(graph, x, pool) || !isPaddedPointwise(graph, conv))
    return graph;
  const unpadded = { ...conv, attributes: { ...conv.attributes, pads: NO_PADS } };
  const inner = withResults(graph, unpadded);
  const whole = pixelsOf(valueNamed(graph, x).shape);
  const share = pixelsOf(valueNamed(inner, x).shape) / whole;
  const shares = shareVectors(inner, unpadded, share);
  const scale = withConstant(inner, `${pool.name}/scale`, shares.scale);
  const shift = withConstant(scale.graph, `${pool.name}/shift`, shares.shift);
  const name = freshName(shift.graph, `${pool.name}/inside`);
  const mean = { ...pool, name, outputs: [name] };
  const normalisation: AnyNode = {
    name: pool.name,
    op: 'batch-norm',
    inputs: [name, scale.name, shift.name],
    outputs: pool.outputs,
    attributes: { activation: 'none' },
  };
  const nodes = shift.graph.nodes.flatMap((node) => {
    if (node === pool) return [mean, normalisation];
    return [node === conv ? unpadded : node];
  });
  return withResults({ ...shift.graph, nodes }, mean);
}

/** One pixel, no stride, one group, a border that is known; padded, and not part of another value. */
function isPaddedPointwise(graph: Graph, { inputs, outputs, attributes }: Node<'conv2d'>): boolean {
  const { pads, groups, prologue } = attributes;
  const bias = inputs[2];
  const isPadded = Object.values(pads).some((pad) => pad > 0);
  const isBorderKnown = bias === undefined || graph.constants.has(bias);
  const isOnePixel = isPointwise({ ...attributes, pads: NO_PADS });
  if (valueNamed(graph, outputs[0] ?? '').view !== undefined) return false;
  return isPadded && isOnePixel && groups === 1 && prologue === undefined && isBorderKnown;
}

/** share · mean + (1 − share) · act(bias), channel by channel. */
function shareVectors(
  graph: Graph,
  { inputs, outputs, attributes }: Node<'conv2d'>,
  share: number,
) {
  const bias = graph.constants.get(inputs[2] ?? '');
  const channels = channelsOf(valueNamed(graph, outputs[0] ?? '').shape);
  const border = (_: unknown, k: number) => activate(bias?.data[k] ?? 0, attributes.activation);
  const shift = Float32Array.from({ length: channels }, border).map((value) => (1 - share) * value);
  return {
    scale: f32Tensor([channels], new Float32Array(channels).fill(share)),
    shift: f32Tensor([channels], shift),
  };
}
