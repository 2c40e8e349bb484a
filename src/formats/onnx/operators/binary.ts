// Functions of two values that broadcast: the shorter shape gets axes of one element in front, and axes of one element
// repeat. Our ops repeat only a second operand that is a vector of channels; anything else is spread out first.
import type { BinaryName } from '../../../ops/elementwise/binary';
import { rowMajorStrides } from '../../../ops/strided';
import { formatShape, type Shape, sameShape } from '../../../tensor/tensor';
import { product } from '../../../util/math';
import { type Constant, renamed } from '../constant';
import { canonicalOrder, heldShape, type Order, withLeadingAxes } from '../layout';
import type { OnnxNode } from '../onnx-model';
import { type Computed, type OnnxNet, type Operand, outputOf } from '../onnx-net';
import { permuted } from '../permute';
import { BINARY_SPELLINGS } from '../spellings';
import type { Converter, Converters } from './converter';

export const BINARY: Converters = Object.fromEntries(
  BINARY_SPELLINGS.map(([opType, op]) => [opType, binary(op)]),
);

function binary(op: BinaryName): Converter {
  return (net, node) => {
    const [a, b] = [net.input(node, 0), net.input(node, 1)];
    net.define(outputOf(node), combine(net, node, op, a, b, outputOf(node)), node.offset);
  };
}

/** Adds one node for a ∘ b, and what spreads its operands. */
export function combine(
  net: OnnxNet,
  node: OnnxNode,
  op: BinaryName,
  a: Operand,
  b: Operand,
  name: string,
): Computed {
  const dims = broadcastDims(net, node, a.dims, b.dims);
  // What repeats has to come second; sums and products do not mind.
  const swaps = (op === 'add' || op === 'mul') && product(a.dims) < product(dims);
  const [first, second] = swaps ? [b, a] : [a, b];
  const { base, other, order } = paired(net, node, first, second, name);
  const isVector = net.graph.shapeOf(other).length === 1 && order.length > 1;
  const value =
    isVector && op === 'add' && second.kind === 'constant'
      ? // A vector that is only added is a bias, which layers before it can take.
        net.add('bias-add', name, [base, other], {})
      : net.add(op, name, [base, other], { activation: 'none' });
  return { kind: 'computed', value, dims, order };
}

/** Two operands as the ops of two values want them: the first of all dimensions, the second perhaps one that repeats. */
export function paired(
  net: OnnxNet,
  node: OnnxNode,
  a: Operand,
  b: Operand,
  name: string,
): { readonly base: string; readonly other: string; readonly order: Order } {
  net.refuseIntegers(node, a);
  net.refuseIntegers(node, b);
  const dims = broadcastDims(net, node, a.dims, b.dims);
  const [first, second] = [widened(a, dims.length), widened(b, dims.length)];
  const order = orderOf([first, second], dims);
  const base = spread(net, first, dims, order, name);
  if (isChannelVector(second, dims, order)) {
    return { base, other: vectorOf(net, second, dims, order, name), order };
  }
  const other = isImageVector(second, dims, order)
    ? laidOut(net, net.stored(second), order, name)
    : spread(net, second, dims, order, name);
  return { base, other, order };
}

/** The order in which all are held: that of one that already has all dimensions. */
export function orderOf(operands: readonly Operand[], dims: Shape): Order {
  const whole = operands.find(
    (operand): operand is Computed => operand.kind === 'computed' && sameShape(operand.dims, dims),
  );
  return whole?.order ?? canonicalOrder(dims.length);
}

/** Numpy's rule. @throws ModelFormatError where axes are neither equal nor one. */
export function broadcastDims(net: OnnxNet, node: OnnxNode, a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const left = a[axis - rank + a.length] ?? 1;
    const right = b[axis - rank + b.length] ?? 1;
    if (left !== right && left !== 1 && right !== 1) {
      throw net.misfit(node, `cannot combine ${formatShape(a)} with ${formatShape(b)}`);
    }
    return left === 1 ? right : left;
  });
}

/** The operand with axes of one element in front. */
export function widened(operand: Operand, rank: number): Operand {
  const missing = rank - operand.dims.length;
  if (missing === 0) return operand;
  const dims = [...Array.from({ length: missing }, () => 1), ...operand.dims];
  if (operand.kind === 'constant') return renamed(operand, operand.name, dims);
  return { ...operand, dims, order: withLeadingAxes(operand.order, missing) };
}

/** Whether an operand repeats over everything but the axis that lies innermost. */
function isChannelVector({ dims }: Operand, full: Shape, order: Order): boolean {
  if (sameShape(dims, full)) return false;
  const last = order.at(-1);
  const repeats = dims.every((size, axis) => axis === last || size === 1);
  return repeats && (dims[last ?? 0] === full[last ?? 0] || dims[last ?? 0] === 1);
}

/** Whether an operand is [n, 1, 1, c] for [n, h, w, c]: what squeeze-and-excitation multiplies by. */
function isImageVector({ dims }: Operand, full: Shape, order: Order): boolean {
  const [n, h, w, c] = heldShape(dims, order);
  const [fullN, , , fullC] = heldShape(full, order);
  return order.length === 4 && n === fullN && h === 1 && w === 1 && c === fullC;
}

/** A vector of one number a channel; a single number stands for all channels. */
function vectorOf(net: OnnxNet, operand: Operand, full: Shape, order: Order, name: string): string {
  const channels = full[order.at(-1) ?? 0] ?? 1;
  if (operand.kind === 'constant') return constantVector(net, operand, channels);
  const value = laidOut(net, operand, order, name);
  if (product(operand.dims) === channels) {
    return net.add('reshape', `${name}/vector`, [value], { shape: [channels] });
  }
  return net.add('as-strided', `${name}/vector`, [value], {
    shape: [channels],
    offset: 0,
    sizes: [channels],
    strides: [0],
  });
}

function constantVector(net: OnnxNet, constant: Constant, channels: number): string {
  net.checkWeights(constant);
  net.charge(channels, constant.name);
  return net.addWeights(
    `${constant.name} for ${channels} channels`,
    constant.name,
    [channels],
    () => {
      const numbers = net.realNumbers(constant);
      if (numbers.length === channels) return numbers;
      return new Float32Array(channels).fill(numbers[0] ?? 0);
    },
  );
}

/** The operand as a value of all dimensions in this order, its numbers repeated where it is shorter. */
export function spread(
  net: OnnxNet,
  operand: Operand,
  full: Shape,
  order: Order,
  name: string,
): string {
  const shape = heldShape(full, order);
  if (operand.kind === 'constant') return spreadConstant(net, operand, full, order);
  const value = laidOut(net, operand, order, name);
  if (sameShape(operand.dims, full)) return value;
  const strides = repeatedStrides(operand.dims, full, order);
  const repeated = { shape, offset: 0, sizes: shape, strides };
  return net.add('as-strided', `${name}/repeated`, [value], repeated);
}

function spreadConstant(net: OnnxNet, constant: Constant, full: Shape, order: Order): string {
  const { name, dims } = constant;
  const shape = heldShape(full, order);
  if (sameShape(dims, full)) return net.addConstant(constant, order);
  net.checkWeights(constant);
  net.charge(product(shape), name);
  return net.addWeights(`${name} spread to ${shape} as ${order}`, name, shape, () => {
    const numbers = permuted(net.realNumbers(constant), dims, order);
    const strides = repeatedStrides(dims, full, order);
    const rows = rowMajorStrides(shape);
    return Float32Array.from({ length: product(shape) }, (_, i) => {
      const at = rows.reduce((sum, row, axis) => {
        return sum + (Math.floor(i / row) % (shape[axis] ?? 1)) * (strides[axis] ?? 0);
      }, 0);
      return numbers[at] ?? 0;
    });
  });
}

/** The operand's value with its axes in this order, in the shape that its own dimensions then have. */
function laidOut(net: OnnxNet, operand: Computed, order: Order, name: string): string {
  const shape = heldShape(operand.dims, operand.order);
  // Axes of one element in front were only counted so far.
  const isWide = sameShape(shape, net.graph.shapeOf(operand.value));
  const value = isWide
    ? operand.value
    : net.add('reshape', `${name}/widened`, [operand.value], { shape });
  return net.reordered({ ...operand, value }, order).value;
}

/** Strides through an operand held in this order; 0 along what repeats. */
function repeatedStrides(dims: Shape, full: Shape, order: Order): number[] {
  const rows = rowMajorStrides(heldShape(dims, order));
  return order.map((axis, i) => (dims[axis] === full[axis] ? (rows[i] ?? 0) : 0));
}
