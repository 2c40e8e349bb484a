// QuantizeLinear and DequantizeLinear: around constants they are computed while reading; around a computed value the
// pair rounds it to what 8 bits can hold.
import { roundHalfEven } from '../../../util/math';
import { intOf } from '../attributes';
import { type Constant, foldedConstant, isReal } from '../constant';
import { ONNX_TYPES, type OnnxNode } from '../onnx-model';
import { axisOf, type OnnxNet, outputOf } from '../onnx-net';
import { composed } from './composition';
import type { Converters } from './converter';

export const QUANTIZATION: Converters = {
  QuantizeLinear: quantize,
  DequantizeLinear: dequantize,
};

/** Least and largest number of the types that hold quantised values. */
const RANGES: ReadonlyMap<number, readonly [low: number, high: number]> = new Map([
  [ONNX_TYPES.UINT8, [0, 255]],
  [ONNX_TYPES.INT8, [-128, 127]],
  [ONNX_TYPES.UINT16, [0, 65_535]],
  [ONNX_TYPES.INT16, [-32_768, 32_767]],
] as const);

interface Scale {
  readonly scales: Float32Array<ArrayBuffer>;
  readonly zeroPoints: ArrayLike<number>;
  /** Type of the quantised numbers. */
  readonly dataType: number;
  /** Which scale the i-th number has. */
  readonly at: (index: number) => number;
}

function quantize(net: OnnxNet, node: OnnxNode): void {
  const x = net.input(node, 0);
  const scale = scaleOf(net, node, x.dims, ONNX_TYPES.UINT8);
  const range = RANGES.get(scale.dataType);
  if (!range) throw net.unsupported(node, 'quantises to a type that is no 8 or 16 bit integer');
  const [low, high] = range;
  if (scale.scales.includes(0)) throw net.misfit(node, 'has the scale 0');
  if (x.kind === 'constant') {
    const numbers = net.realNumbers(x);
    const quantized = (i: number) => {
      const zero = scale.zeroPoints[scale.at(i)] ?? 0;
      const steps = roundHalfEven((numbers[i] ?? 0) / (scale.scales[scale.at(i)] ?? 1));
      return Math.min(Math.max(steps + zero, low), high);
    };
    define(net, node, foldedConstant(outputOf(node), x.dims, scale.dataType, quantized));
    return;
  }
  if (scale.scales.length !== 1) throw net.unsupported(node, 'has a scale for each channel');
  const [step = 1] = scale.scales;
  const zero = scale.zeroPoints[0] ?? 0;
  const activation = {
    quantize: { scale: step, low: (low - zero) * step, high: (high - zero) * step },
  };
  const source = net.value(node, 0);
  const value = net.add('activation', outputOf(node), [source.value], { activation });
  const quantization = `${step} ${zero} ${scale.dataType}`;
  net.define(outputOf(node), { ...source, value, quantization }, node.offset);
}

/** What QuantizeLinear wrote is held as the real numbers that it stands for. */
function dequantize(net: OnnxNet, node: OnnxNode): void {
  const x = net.input(node, 0);
  if (x.kind === 'constant') {
    const scale = scaleOf(net, node, x.dims, x.dataType);
    if (isReal(x.dataType)) throw net.unsupported(node, 'dequantises real numbers');
    const real = (i: number) =>
      ((x.data[i] ?? 0) - (scale.zeroPoints[scale.at(i)] ?? 0)) * (scale.scales[scale.at(i)] ?? 1);
    define(net, node, foldedConstant(outputOf(node), x.dims, ONNX_TYPES.FLOAT, real));
    return;
  }
  if (x.integer !== undefined) {
    dequantizeWhole(net, node);
    return;
  }
  const { quantization, ...value } = x;
  if (quantization === undefined)
    throw net.unsupported(node, 'dequantises a computed value that nothing quantised');
  const type = Number(quantization.split(' ')[2]);
  const scale = scaleOf(net, node, x.dims, type);
  const own = `${scale.scales[0]} ${scale.zeroPoints[0] ?? 0} ${scale.dataType}`;
  if (scale.scales.length !== 1 || own !== quantization) {
    throw net.unsupported(
      node,
      'has another scale or zero point than the QuantizeLinear before it',
    );
  }
  net.define(outputOf(node), value, node.offset);
}

/** Whole numbers that nothing here quantised: inputs, and what was computed of such. */
const dequantizeWhole = composed((parts, node) => {
  const x = parts.op('Cast', [parts.input(0)], { to: ONNX_TYPES.FLOAT });
  const rank = parts.rankOf(x);
  const axis = intOf(node, 'axis', 1);
  const along = (name: string) => {
    const { dims } = parts.operand(name);
    const [count = 1] = dims;
    if (dims.length !== 1 || count === 1) return name;
    const place = axis < 0 ? axis + rank : axis;
    const shape = Array.from({ length: rank }, (_, i) => (i === place ? count : 1));
    return parts.op('Reshape', [name, parts.wholes(shape)]);
  };
  const zero = parts.optional(2);
  const point = zero === null ? null : parts.op('Cast', [zero], { to: ONNX_TYPES.FLOAT });
  const centred = point === null ? x : parts.op('Sub', [x, along(point)]);
  parts.give('Mul', [centred, along(parts.input(1))]);
});

/** Scale and zero point: single, or one for each position along `axis`. `fallback` is the type where none is given. */
function scaleOf(net: OnnxNet, node: OnnxNode, dims: readonly number[], fallback: number): Scale {
  const scales = net.constant(node, 1);
  const zeroPoint = net.optionalConstant(node, 2);
  if (intOf(node, 'block_size', 0) !== 0) throw net.unsupported(node, 'has scales by block');
  const output = intOf(node, 'output_dtype', 0);
  const dataType = zeroPoint?.dataType ?? (output === 0 ? fallback : output);
  const count = scales.data.length;
  const zeroPoints = zeroPoint?.data ?? new Float64Array(count);
  if (zeroPoints.length !== count) {
    throw net.misfit(node, `has ${count} scales and ${zeroPoints.length} zero points`);
  }
  const bad = net
    .realNumbers(scales)
    .find((scale) => !(scale >= 0 && scale < Number.POSITIVE_INFINITY));
  if (bad !== undefined) throw net.misfit(node, `has the scale ${bad}`);
  const shared = { scales: net.realNumbers(scales), zeroPoints, dataType };
  if (count === 1 && scales.dims.length <= 1) return { ...shared, at: () => 0 };
  const axis = axisOf(net, node, intOf(node, 'axis', 1), dims.length);
  if (count !== dims[axis] || scales.dims.length !== 1) {
    throw net.misfit(node, `has ${count} scales for ${dims[axis]} positions on axis ${axis}`);
  }
  const inner = dims.slice(axis + 1).reduce((total, size) => total * size, 1);
  return { ...shared, at: (i) => Math.floor(i / inner) % count };
}

function define(net: OnnxNet, node: OnnxNode, constant: Constant): void {
  net.define(outputOf(node), constant, node.offset);
}
