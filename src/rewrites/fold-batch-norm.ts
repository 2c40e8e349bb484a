// A layer, then batch-norm → the layer with scaled weights and a shifted bias.
// Ioffe & Szegedy 2015, arXiv:1502.03167: at inference batch normalisation is one multiplication and one addition a
// channel, and so is part of the sums before it.
import { freshName } from '../graph/edit';
import type { AnyNode } from '../graph/graph';
import { producerOf, usesOf } from '../graph/uses';
import { f32Tensor, lazyTensor, type Tensor } from '../tensor/tensor';
import { product } from '../util/math';
import { isOnlyFor, passOf } from './pass';

/** Layers that may share weights that are folded, since each then has weights of its own: detectors have a few heads of one. */
const MOST_SHARERS = 8;

/**
 * Moves a batch normalisation into the convolution or fully connected layer before it. The folded node keeps the
 * normalisation's name, output and activation; its weights and bias are constants of its own.
 */
export const foldBatchNorm = passOf('fold-batch-norm', (graph, node) => {
  if (node.op !== 'batch-norm') return null;
  const [x = '', scaleName = '', shiftName = ''] = node.inputs;
  const layer = producerOf(graph, x);
  if (layer?.op !== 'conv2d' && layer?.op !== 'fully-connected') return null;
  if (layer.attributes.activation !== 'none' || !isOnlyFor(graph, x, node)) return null;
  const [input = '', weightsName = '', biasName, ...prologue] = layer.inputs;
  const [weights, scale, shift] = [weightsName, scaleName, shiftName].map((name) =>
    graph.constants.get(name),
  );
  const bias = biasName === undefined ? undefined : graph.constants.get(biasName);
  const isBiasKnown = biasName === undefined || bias !== undefined;
  const sharers = usesOf(graph).readers.get(weightsName)?.size ?? 0;
  if (!weights || !scale || !shift || !isBiasKnown || sharers > MOST_SHARERS) return null;
  const scaled = freshName(graph, `${node.name}/weights`);
  const shifted = freshName(graph, `${node.name}/bias`);
  const folded = {
    ...layer,
    name: node.name,
    inputs: [input, scaled, shifted, ...prologue],
    outputs: node.outputs,
    attributes: { ...layer.attributes, activation: node.attributes.activation },
    // Each op keeps its own attributes; TypeScript cannot see that through the union.
  } as AnyNode;
  return {
    take: [layer, node],
    give: [folded],
    constants: new Map([
      [scaled, scaledRows(weights, scale)],
      [shifted, shiftedBias(bias, scale, shift)],
    ]),
  };
});

/** The first axis of weights is the layer's output channel: [k, c, k_h, k_w] or [k, c]. */
function scaledRows(weights: Tensor, scale: Tensor): Tensor {
  const { shape } = weights;
  return lazyTensor(shape, () => {
    const { data } = weights;
    const rowLength = product(shape.slice(1));
    const scaled = new Float32Array(data.length);
    // A plain loop: networks have millions of weights, and `Float32Array.from` with a function takes thirty times as
    // long [measured on DenseNet-201].
    for (const [k, factor] of scale.data.entries()) {
      const end = (k + 1) * rowLength;
      for (let i = k * rowLength; i < end; i++) scaled[i] = (data[i] as number) * factor;
    }
    return scaled;
  });
}

/** scale · (sum + b) + shift = scale · sum + (scale · b + shift). */
function shiftedBias(bias: Tensor | undefined, scale: Tensor, shift: Tensor): Tensor {
  const shifted = Float32Array.from(
    shift.data,
    (value, k) => (scale.data[k] ?? 0) * (bias?.data[k] ?? 0) + value,
  );
  return f32Tensor(shift.shape, shifted);
}
