// Functions of two values that broadcast: the shorter shape gets axes of one element in front, and axes of one element
// repeat. Our ops repeat only a second operand that is a vector of channels; anything else is spread out first.
import type { BinaryName } from '../../../ops/elementwise/binary';
import { rowMajorStrides } from '../../../ops/strided';
import { formatShape, type Shape, sameShape } from '../../../tensor/tensor';
import { product } from '../../../util/math';
import { finishingStages, fusedActivation } from '../activations';
import { dequantize } from '../dequantize';
import type { Converters, OperatorConverter } from '../ops';
import type { FusedActivation } from '../schema';
import { heldShape, type Stage, type TfliteNet } from '../tflite-net';
import { optionsOf, type TfliteOperator } from '../tflite-operator';
import type { TfliteTensor } from '../tflite-tensor';
import { FURTHER_OPTIONS as OPTIONS } from './options';
import { offsetStage, squareStage, unaryStage } from './stages';

export const BINARY: Converters = {
  ADD: ending('add', OPTIONS.add),
  MUL: ending('mul', OPTIONS.mul),
  SUB: convertSub,
  DIV: convertDiv,
  FLOOR_DIV: convertFloorDiv,
  FLOOR_MOD: convertFloorMod,
  POW: (net, operator) => combine(net, operator, 'pow', 'NONE'),
  PRELU: (net, operator) => combine(net, operator, 'prelu', 'NONE'),
  SQUARE: (net, operator) => convertSquare(net, operator),
  SQUARED_DIFFERENCE: convertSquaredDifference,
};

/** An operator that may end in a function. */
function ending(
  op: BinaryName,
  kind: { readonly code: number; readonly slots: { readonly activation: number } },
): OperatorConverter {
  return (net, operator) => combine(net, operator, op, fusedOf(net, operator, kind));
}

function fusedOf(
  net: TfliteNet,
  operator: TfliteOperator,
  kind: { readonly code: number; readonly slots: { readonly activation: number } },
): FusedActivation {
  return fusedActivation(net, operator, optionsOf(operator, kind).int8('activation'));
}

/** x − constant is a sum with the negated constant, which may become a bias. */
function convertSub(net: TfliteNet, operator: TfliteOperator): void {
  const fused = fusedOf(net, operator, OPTIONS.sub);
  const isBias = net.isConstant(operator, 1) && !net.isConstant(operator, 0);
  if (isBias) combine(net, operator, 'add', fused, true);
  else combine(net, operator, 'sub', fused);
}

/**
 * ⌊a / b⌋. A float32 quotient of whole numbers may fall just below a whole one: half a number more than a cannot reach the
 * next, and is far from the one before.
 */
function convertFloorDiv(net: TfliteNet, operator: TfliteOperator): void {
  const { x, stages } = floorDiv(net, operator);
  net.emit(operator, x, [...stages, ...finishingStages(net, operator, 'NONE')]);
}

/** a − ⌊a / b⌋ · b. */
function convertFloorMod(net: TfliteNet, operator: TfliteOperator): void {
  const { x, other, stages, source } = floorDiv(net, operator);
  const back: Stage = {
    suffix: 'multiple',
    add: (name, from) => net.graph.node('mul', name, [from, other], { activation: 'none' }),
  };
  const rest: Stage = {
    suffix: 'rest',
    add: (name, from) => net.graph.node('sub', name, [source, from], { activation: 'none' }),
  };
  net.emit(operator, x, [...stages, back, rest, ...finishingStages(net, operator, 'NONE')]);
}

function floorDiv(net: TfliteNet, operator: TfliteOperator) {
  const { type } = net.output(operator);
  if (type !== 'INT32' && type !== 'INT64') throw net.unsupported(operator, `divides ${type}`);
  if (!net.isConstant(operator, 1) || dequantize(net.constant(operator, 1)).some((b) => b <= 0)) {
    throw net.unsupported(operator, 'divides by a number that may be negative');
  }
  const { x, other } = operands(net, operator, false);
  const stages: Stage[] = [
    offsetStage(net, 0.5),
    {
      suffix: 'quotient',
      add: (name, from) => net.graph.node('div', name, [from, other], { activation: 'none' }),
    },
    unaryStage(net, 'floor'),
  ];
  return { x, other, stages, source: x };
}

/** Quotients of whole numbers are cut off, which only constants are. */
function convertDiv(net: TfliteNet, operator: TfliteOperator): void {
  refuseWhole(net, operator, 'divides');
  combine(net, operator, 'div', fusedOf(net, operator, OPTIONS.div));
}

/** @throws UnsupportedError where whole numbers are computed at run time */
function refuseWhole(net: TfliteNet, operator: TfliteOperator, does: string): void {
  const { type } = net.output(operator);
  const isComputed = operator.inputs.some((_, position) => !net.isConstant(operator, position));
  if (isComputed && (type === 'INT32' || type === 'INT64')) {
    throw net.unsupported(operator, `${does} ${type}`);
  }
}

function convertSquare(net: TfliteNet, operator: TfliteOperator): void {
  net.emit(operator, net.value(operator, 0), [
    squareStage(net),
    ...finishingStages(net, operator, 'NONE'),
  ]);
}

function convertSquaredDifference(net: TfliteNet, operator: TfliteOperator): void {
  const { x, other } = operands(net, operator, false);
  net.emit(operator, x, [
    binaryStage(net, 'sub', other),
    squareStage(net),
    ...finishingStages(net, operator, 'NONE'),
  ]);
}

function combine(
  net: TfliteNet,
  operator: TfliteOperator,
  op: BinaryName,
  fused: FusedActivation,
  isNegated = false,
): void {
  const isSymmetric = (op === 'add' || op === 'mul') && !isNegated;
  const { x, other } = operands(net, operator, isSymmetric, isNegated);
  const stage = binaryStage(net, op, other);
  net.emit(operator, x, [stage, ...finishingStages(net, operator, fused)]);
}

function binaryStage({ graph }: TfliteNet, op: BinaryName, other: string): Stage {
  return {
    suffix: op,
    add: (name, x) => graph.node(op, name, [x, other], { activation: 'none' }),
  };
}

/** Two operands: the first as a value of the whole shape, the second as our ops take it. Symmetric functions may swap them. */
export function operands(
  net: TfliteNet,
  operator: TfliteOperator,
  isSymmetric: boolean,
  isNegated = false,
): { readonly x: string; readonly other: string; readonly isTurned: boolean } {
  const shapes = [0, 1].map((position) => heldShape(net.shapeOf(operator, position)));
  const [a = [], b = []] = shapes;
  const full = broadcastShape(net, operator, a, b);
  if (a.length !== b.length && !net.isConstant(operator, a.length < b.length ? 0 : 1)) {
    net.refuseBatch(operator, `combines ${formatShape(a)} with ${formatShape(b)}`);
  }
  // What repeats or is constant has to come second.
  const isBetterTurned = !sameShape(a, full) || (net.isConstant(operator, 0) && sameShape(b, full));
  const isTurned = isSymmetric && isBetterTurned;
  const [first, second] = isTurned ? [1, 0] : [0, 1];
  return {
    isTurned,
    x: spread(net, operator, first, full),
    other: secondOf(net, operator, second, full, isNegated),
  };
}

/** Numpy's rule. @throws ModelFormatError where axes are neither equal nor one. */
export function broadcastShape(
  net: TfliteNet,
  operator: TfliteOperator,
  a: Shape,
  b: Shape,
): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const left = a[axis - rank + a.length] ?? 1;
    const right = b[axis - rank + b.length] ?? 1;
    if (left !== right && left !== 1 && right !== 1) {
      throw net.misfit(operator, `cannot combine ${formatShape(a)} with ${formatShape(b)}`);
    }
    return left === 1 ? right : left;
  });
}

/** The second operand as our ops take it: a vector of channels, one vector for each image, or all numbers. */
function secondOf(
  net: TfliteNet,
  operator: TfliteOperator,
  position: number,
  full: Shape,
  isNegated: boolean,
): string {
  const own = heldShape(net.shapeOf(operator, position));
  const shape = widened(own, full.length);
  const tensor = net.input(operator, position);
  const channels = full.at(-1) ?? 1;
  const isRepeated = !sameShape(shape, full) && shape.slice(0, -1).every((size) => size === 1);
  if (tensor.data) {
    const target = isRepeated ? [channels] : full;
    return constantOperand(net, tensor, shape, target, isNegated);
  }
  const value = net.value(operator, position);
  if (isRepeated) {
    const isWhole = shape.at(-1) === channels;
    if (isWhole && full.length === 4 && shape[0] === full[0])
      return reshaped(net, operator, value, shape);
    return isWhole
      ? reshaped(net, operator, value, [channels])
      : repeated(net, operator, value, [1], [channels]);
  }
  const [n, h, w, c] = shape;
  const isImageVector = full.length === 4 && n === full[0] && h === 1 && w === 1 && c === full[3];
  return isImageVector
    ? reshaped(net, operator, value, shape)
    : spread(net, operator, position, full);
}

/** An operand as a value of the whole shape, its numbers repeated where it is shorter. */
export function spread(
  net: TfliteNet,
  operator: TfliteOperator,
  position: number,
  full: Shape,
): string {
  const own = heldShape(net.shapeOf(operator, position));
  const shape = widened(own, full.length);
  const tensor = net.input(operator, position);
  if (tensor.data) return constantOperand(net, tensor, shape, full, false);
  const value = net.value(operator, position);
  if (sameShape(shape, full)) return reshaped(net, operator, value, full);
  return repeated(net, operator, value, shape, full);
}

function reshaped(net: TfliteNet, operator: TfliteOperator, value: string, shape: Shape): string {
  if (sameShape(net.graph.shapeOf(value), shape)) return value;
  return net.graph.node('reshape', net.innerName(operator, 'widened'), [value], { shape });
}

/** A value's numbers over and over along the axes of `full` that `shape` has only one of. */
export function repeated(
  net: TfliteNet,
  operator: TfliteOperator,
  value: string,
  shape: Shape,
  full: Shape,
): string {
  const strides = repeatedStrides(shape, full);
  return net.graph.node('as-strided', net.innerName(operator, 'repeated'), [value], {
    shape: full,
    offset: 0,
    sizes: full,
    strides,
  });
}

function constantOperand(
  net: TfliteNet,
  tensor: TfliteTensor,
  shape: Shape,
  full: Shape,
  isNegated: boolean,
): string {
  const layout = `${isNegated ? 'negated ' : ''}${formatShape(full)}`;
  return net.addConstant(tensor, layout, full, (data) => {
    const numbers = product(shape) === product(full) ? data : repeatedNumbers(data, shape, full);
    return isNegated ? numbers.map((value) => -value) : numbers;
  });
}

function repeatedNumbers(
  data: Float32Array<ArrayBuffer>,
  shape: Shape,
  full: Shape,
): Float32Array<ArrayBuffer> {
  const strides = repeatedStrides(widened(shape.slice(-full.length), full.length), full);
  const rows = rowMajorStrides(full);
  return Float32Array.from({ length: product(full) }, (_, i) => {
    const at = rows.reduce((sum, row, axis) => {
      return sum + (Math.floor(i / row) % (full[axis] ?? 1)) * (strides[axis] ?? 0);
    }, 0);
    return data[at] ?? 0;
  });
}

/** Strides through a value of `shape`; 0 along what repeats. */
function repeatedStrides(shape: Shape, full: Shape): number[] {
  const own = widened(shape, full.length);
  const rows = rowMajorStrides(own);
  return full.map((size, axis) => (own[axis] === size ? (rows[axis] ?? 0) : 0));
}

/** With axes of one element in front. */
function widened(shape: Shape, rank: number): Shape {
  return [...Array.from({ length: rank - shape.length }, () => 1), ...shape];
}
