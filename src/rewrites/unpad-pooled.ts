// Padded 1×1 convolution, then the mean over space → the same without padding, then the mean of that with the border's share.
// SqueezeNet pads its last convolution (conv10, arXiv:1602.07360, table 1): a quarter of its products are of zeros.
import { freshName } from '../graph/edit';
import { type AnyNode, type Graph, type Node, valueNamed } from '../graph/graph';
import { producerOf } from '../graph/uses';
import { activate } from '../ops/elementwise/functions';
import { isPointwise, NO_PADS } from '../ops/window';
import { channelsOf, f32Tensor, pixelsOf } from '../tensor/tensor';
import { isOnlyFor, passOf } from './pass';

/**
 * Where the window is one pixel, the border that padding adds to y is act(bias) throughout, whatever x is. So the mean of
 * all of y is the mean of what is inside, scaled, plus a constant. The normalisation that says so keeps the pooling's name
 * and output.
 */
export const unpadPooled = passOf('unpad-pooled', (graph, pool) => {
  if (pool.op !== 'global-average-pool') return null;
  const [x = ''] = pool.inputs;
  const conv = producerOf(graph, x);
  if (conv?.op !== 'conv2d' || !isOnlyFor(graph, x, pool) || !isPaddedPointwise(graph, conv))
    return null;
  const unpadded = { ...conv, attributes: { ...conv.attributes, pads: NO_PADS } };
  const pixels = (name = '') => pixelsOf(valueNamed(graph, name).shape);
  // Without its border, the convolution gives as many pixels as it reads.
  const share = pixels(conv.inputs[0]) / pixels(x);
  const [scale, shift, name] = ['scale', 'shift', 'inside'].map((part) =>
    freshName(graph, `${pool.name}/${part}`),
  ) as [string, string, string];
  const shares = shareVectors(graph, unpadded, share);
  const mean = { ...pool, name, outputs: [name] };
  const normalisation: AnyNode = {
    name: pool.name,
    op: 'batch-norm',
    inputs: [name, scale, shift],
    outputs: pool.outputs,
    attributes: { activation: 'none' },
  };
  const constants = new Map([
    [scale, shares.scale],
    [shift, shares.shift],
  ]);
  return [
    { take: [conv], give: [unpadded] },
    { take: [pool], give: [mean, normalisation], constants },
  ];
});

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
