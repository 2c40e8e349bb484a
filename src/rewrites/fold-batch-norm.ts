// A layer, then batch-norm → the layer with scaled weights and a shifted bias.
// Ioffe & Szegedy 2015, arXiv:1502.03167: at inference batch normalisation is one multiplication and one addition a
// channel, and so is part of the sums before it.
import { type AnyNode, type Graph, producerOf, withoutUnusedValues } from '../graph/graph';
import { f32Tensor, lazyTensor, type Tensor } from '../tensor/tensor';
import { product } from '../util/math';
import { isOnlyFor, type Pass, replacePair, withConstant } from './pass';

/**
 * Moves a batch normalisation into the convolution or fully connected layer before it. The folded node keeps the
 * normalisation's name, output and activation; its weights and bias are constants of its own.
 */
export const foldBatchNorm: Pass = {
  name: 'fold-batch-norm',
  run: (graph) => withoutUnusedValues(graph.nodes.reduce(foldAt, graph)),
};

function foldAt(graph: Graph, node: AnyNode): Graph {
  if (node.op !== 'batch-norm') return graph;
  const [x = '', scaleName = '', shiftName = ''] = node.inputs;
  const layer = producerOf(graph, x);
  if (layer?.op !== 'conv2d' && layer?.op !== 'fully-connected') return graph;
  if (layer.attributes.activation !== 'none' || !isOnlyFor(graph, x, node)) return graph;
  const [input = '', weightsName = '', biasName, ...prologue] = layer.inputs;
  const [weights, scale, shift] = [weightsName, scaleName, shiftName].map((name) =>
    graph.constants.get(name),
  );
  const bias = biasName === undefined ? undefined : graph.constants.get(biasName);
  const isBiasKnown = biasName === undefined || bias !== undefined;
  if (!weights || !scale || !shift || !isBiasKnown) return graph;
  const scaled = withConstant(graph, `${node.name}/weights`, scaledRows(weights, scale));
  const shifted = withConstant(scaled.graph, `${node.name}/bias`, shiftedBias(bias, scale, shift));
  const folded = {
    ...layer,
    name: node.name,
    inputs: [input, scaled.name, shifted.name, ...prologue],
    outputs: node.outputs,
    attributes: { ...layer.attributes, activation: node.attributes.activation },
    // Each op keeps its own attributes; TypeScript cannot see that through the union.
  } as AnyNode;
  return { ...shifted.graph, nodes: replacePair(shifted.graph, layer, node, folded) };
}

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
