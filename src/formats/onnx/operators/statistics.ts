// Normalisations by means and variances of the values themselves, and by norms.

import { product } from '../../../util/math';
import { floatOf, intOf, intsOf } from '../attributes';
import type { OnnxNode } from '../onnx-model';
import { axisOf, type OnnxNet } from '../onnx-net';
import { type Composition, composed } from './composition';
import type { Converters } from './converter';

export const STATISTICS: Converters = {
  // Ulyanov et al. 2016, arXiv:1607.08022.
  InstanceNormalization: composed((parts, node) => {
    const x = parts.input(0);
    const rank = parts.rankOf(x);
    const axes = from(2, rank);
    const { centred, factor } = standardised(parts, x, axes, floatOf(node, 'epsilon', 1e-5));
    const scale = alongChannels(parts, parts.input(1), rank);
    const scaled = parts.op('Mul', [centred, parts.op('Mul', [factor, scale])]);
    parts.give('Add', [scaled, alongChannels(parts, parts.input(2), rank)]);
  }),
  // Ba et al. 2016, arXiv:1607.06450.
  LayerNormalization: composed((parts, node, net) => {
    const x = parts.input(0);
    const rank = parts.rankOf(x);
    const axes = from(axisOf(net, node, intOf(node, 'axis', -1), rank), rank);
    const { centred, factor, mean } = standardised(parts, x, axes, floatOf(node, 'epsilon', 1e-5));
    const scaled = parts.op('Mul', [parts.op('Mul', [centred, factor]), parts.input(1)]);
    const bias = parts.optional(2);
    if (bias === null) parts.give('Identity', [scaled]);
    else parts.give('Add', [scaled, bias]);
    parts.give('Identity', [mean], {}, 1);
    parts.give('Identity', [factor], {}, 2);
  }),
  // Zhang & Sennrich 2019, arXiv:1910.07467.
  RMSNormalization: composed((parts, node, net) => {
    const x = parts.input(0);
    const rank = parts.rankOf(x);
    const axes = from(axisOf(net, node, intOf(node, 'axis', -1), rank), rank);
    const square = parts.op('ReduceMean', [parts.op('Mul', [x, x])], { axes, keepdims: 1 });
    const factor = inverseRoot(parts, square, floatOf(node, 'epsilon', 1e-5));
    parts.give('Mul', [parts.op('Mul', [x, factor]), parts.input(1)]);
  }),
  // Wu & He 2018, arXiv:1803.08494. Scales are one for each group up to op set 20, then one for each channel.
  GroupNormalization: composed((parts, node, net) => {
    const x = parts.input(0);
    const { dims } = parts.operand(x);
    const [n = 1, c = 1, ...size] = dims;
    const groups = intOf(node, 'num_groups', 0);
    if (!(groups >= 1) || c % groups !== 0) throw net.misfit(node, `has ${groups} groups of ${c}`);
    const grouped = [n, groups, (c / groups) * product(size)];
    const rows = parts.op('Reshape', [x, parts.wholes(grouped)]);
    const { centred, factor } = standardised(parts, rows, [2], floatOf(node, 'epsilon', 1e-5));
    const back = (value: string) => parts.op('Reshape', [value, parts.wholes(dims)]);
    const isByGroup = net.opset < 21;
    const vector = (position: number) => {
      const rank = isByGroup ? 3 : dims.length;
      return alongChannels(parts, parts.input(position), rank);
    };
    const normal = parts.op('Mul', [centred, factor]);
    if (isByGroup) {
      const shifted = parts.op('Add', [parts.op('Mul', [normal, vector(1)]), vector(2)]);
      parts.give('Reshape', [shifted, parts.wholes(dims)]);
    } else {
      parts.give('Add', [parts.op('Mul', [back(normal), vector(1)]), vector(2)]);
    }
  }),
  MeanVarianceNormalization: composed((parts, node) => {
    const axes = intsOf(node, 'axes') ?? [0, 2, 3];
    const x = parts.input(0);
    const mean = parts.op('ReduceMean', [x], { axes, keepdims: 1 });
    const centred = parts.op('Sub', [x, mean]);
    const deviation = parts.op('Sqrt', [varianceOf(parts, centred, axes)]);
    parts.give('Div', [centred, parts.op('Add', [deviation, parts.real(1e-9)])]);
  }),
  LpNormalization: composed((parts, node, net) => {
    const x = parts.input(0);
    const axes = [axisOf(net, node, intOf(node, 'axis', -1), parts.rankOf(x))];
    const p = intOf(node, 'p', 2);
    if (p !== 1 && p !== 2) throw net.misfit(node, `has the norm ${p}`);
    const norm = parts.op(p === 1 ? 'ReduceL1' : 'ReduceL2', [x], { axes, keepdims: 1 });
    // Where all are zero, so is what becomes of them.
    const divisor = parts.op('Max', [norm, parts.real(1e-30)]);
    parts.give('Div', [x, divisor]);
  }),
};

/** Batch normalisation in training mode: by the mean and variance of the very batch. */
export const TRAINING_NORMALIZATION = composed((parts, node, net) => {
  const x = parts.input(0);
  const rank = parts.rankOf(x);
  if (node.outputs.slice(1).some((name) => name !== '')) {
    throw net.unsupported(node, 'is made for training: it gives means and variances');
  }
  const axes = [0, ...from(2, rank)];
  const { centred, factor } = standardised(parts, x, axes, floatOf(node, 'epsilon', 1e-5));
  const scale = alongChannels(parts, parts.input(1), rank);
  const scaled = parts.op('Mul', [centred, parts.op('Mul', [factor, scale])]);
  parts.give('Add', [scaled, alongChannels(parts, parts.input(2), rank)]);
});

/** x less its mean over axes, and one over the root of its variance. */
function standardised(parts: Composition, x: string, axes: readonly number[], epsilon: number) {
  const mean = parts.op('ReduceMean', [x], { axes, keepdims: 1 });
  const centred = parts.op('Sub', [x, mean]);
  return { mean, centred, factor: inverseRoot(parts, varianceOf(parts, centred, axes), epsilon) };
}

function varianceOf(parts: Composition, centred: string, axes: readonly number[]): string {
  return parts.op('ReduceMean', [parts.op('Mul', [centred, centred])], { axes, keepdims: 1 });
}

function inverseRoot(parts: Composition, x: string, epsilon: number): string {
  return parts.op('Reciprocal', [parts.op('Sqrt', [parts.op('Add', [x, parts.real(epsilon)])])]);
}

/** A vector as the second axis of so many. */
function alongChannels(parts: Composition, vector: string, rank: number): string {
  const channels = parts.operand(vector).dims[0] ?? 1;
  return parts.op('Reshape', [vector, parts.wholes([channels, ...from(2, rank).map(() => 1)])]);
}

/** The axes from one on. */
function from(first: number, rank: number): number[] {
  return Array.from({ length: Math.max(rank - first, 0) }, (_, i) => first + i);
}

/** Whether a batch normalisation is in training mode. */
export function isTraining(net: OnnxNet, node: OnnxNode): boolean {
  return net.opset >= 14 && intOf(node, 'training_mode', 0) !== 0;
}
