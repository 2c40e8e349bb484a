// Normalisations: of batches, and to probabilities.
import { f32Tensor } from '../../../tensor/tensor';
import { product } from '../../../util/math';
import { floatOf, intOf } from '../attributes';
import type { Constant } from '../constant';
import { ownOrder, withAxisLast } from '../layout';
import type { OnnxNode } from '../onnx-model';
import { axisOf, type OnnxNet, outputOf } from '../onnx-net';
import { type Converters, refuseFurtherOutputs } from './converter';

export const NORMALIZATION: Converters = {
  BatchNormalization: batchNormalization,
  Softmax: (net, node) => softmax(net, node, 'softmax'),
};

/** Those whose op is not loaded at once. */
export const FURTHER_NORMALIZATION: Converters = {
  LogSoftmax: (net, node) => softmax(net, node, 'log-softmax'),
};

/** Mean and variance become part of scale and shift: γ · (x − μ) / √(σ² + ε) + β. */
function batchNormalization(net: OnnxNet, node: OnnxNode): void {
  refuseFurtherOutputs(net, node, 'is made for training: it gives means and variances');
  if (intOf(node, 'training_mode', 0) !== 0) throw net.unsupported(node, 'is in training mode');
  if (net.opset < 9 && intOf(node, 'spatial', 1) === 0) {
    throw net.unsupported(node, 'normalises every pixel for itself (spatial = 0)');
  }
  const x = net.value(node, 0);
  const channels = x.dims[1] ?? 1;
  const vectors = [1, 2, 3, 4].map((position) => channelVector(net, node, position, channels));
  const [gamma, beta, mean, variance] = vectors.map((vector) => net.realNumbers(vector));
  // Each node has vectors of its own, whoever shares those that they are made of.
  net.charge(2 * channels, outputOf(node));
  const epsilon = floatOf(node, 'epsilon', 1e-5);
  const scales = new Float32Array(channels);
  const shifts = new Float32Array(channels);
  for (let c = 0; c < channels; c++) {
    const scale = (gamma?.[c] ?? 1) / Math.sqrt((variance?.[c] ?? 1) + epsilon);
    scales[c] = scale;
    shifts[c] = (beta?.[c] ?? 0) - (mean?.[c] ?? 0) * scale;
    if (!Number.isFinite(scale) || !Number.isFinite(shifts[c])) {
      throw net.misfit(node, `gives no finite number: channel ${c} is x · ${scale} + ${shifts[c]}`);
    }
  }
  const order = x.dims.length > 1 ? withAxisLast(x.order, 1) : ownOrder(x.dims.length);
  const name = outputOf(node);
  const constant = (suffix: string, data: Float32Array<ArrayBuffer>) =>
    net.graph.constant(net.graph.freshName(`${name}/${suffix}`), f32Tensor([channels], data));
  const inputs = [
    net.reordered(x, order).value,
    constant('scale', scales),
    constant('shift', shifts),
  ];
  const value = net.add('batch-norm', name, inputs, { activation: 'none' });
  net.give(node, value, x.dims, order);
}

function channelVector(net: OnnxNet, node: OnnxNode, position: number, channels: number): Constant {
  const vector = net.constant(node, position);
  if (vector.dims.length === 1 && vector.data.length === channels) return vector;
  throw net.misfit(node, `needs ${channels} numbers as input ${position}, got [${vector.dims}]`);
}

/** Up to op set 12 all axes from `axis` on are one row; from 13 on rows lie along `axis` alone. */
function softmax(net: OnnxNet, node: OnnxNode, op: 'softmax' | 'log-softmax'): void {
  const x = net.value(node, 0);
  const rank = x.dims.length;
  const isFlat = net.opset < 13;
  const axis = axisOf(net, node, intOf(node, 'axis', isFlat ? 1 : -1), rank);
  const name = outputOf(node);
  if (!isFlat || product(x.dims.slice(axis + 1)) === 1) {
    const order = withAxisLast(x.order, axis);
    const value = net.add(op, name, [net.reordered(x, order).value], {});
    net.give(node, value, x.dims, order);
    return;
  }
  const rows = [product(x.dims.slice(0, axis)), product(x.dims.slice(axis))];
  const flat = net.reshaped(x, rows, `${name}/rows`);
  const value = net.add(op, `${name}/flat`, [net.reordered(flat, [0, 1]).value], {});
  const back = net.reshaped({ kind: 'computed', value, dims: rows, order: [0, 1] }, x.dims, name);
  net.define(name, back, node.offset);
}
