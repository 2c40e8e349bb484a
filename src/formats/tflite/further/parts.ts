// Operators that take parts of values.
import { formatShape, type Shape, sameShape } from '../../../tensor/tensor';
import { finishingStages } from '../activations';
import { integersOf } from '../dequantize';
import type { Converters } from '../ops';
import { heldShape, reshapeStage, type Stage, type TfliteNet } from '../tflite-net';
import { optionsOf, type TfliteOperator } from '../tflite-operator';
import { axesOf, axisOf } from './axes';
import { FURTHER_OPTIONS as OPTIONS } from './options';

export const PARTS: Converters = {
  REVERSE_V2: convertReverse,
  SLICE: convertSlice,
  SPLIT: convertSplit,
  SPLIT_V: convertSplitV,
  STRIDED_SLICE: convertStridedSlice,
  UNPACK: convertUnpack,
};

/** A regular part of one axis; a negative step walks backwards. */
export interface Range {
  readonly start: number;
  readonly step: number;
  readonly size: number;
}

/** `size` numbers of each axis from `begin`; −1 takes all that are left. */
function convertSlice(net: TfliteNet, operator: TfliteOperator): void {
  const x = net.shapeOf(operator, 0);
  const begin = integersOf(net.constant(operator, 1));
  const sizes = integersOf(net.constant(operator, 2));
  if (begin.length !== x.length || sizes.length !== x.length) {
    throw net.misfit(operator, `takes [${sizes}] of ${formatShape(x)} at [${begin}]`);
  }
  const ranges = fileShape(net, x).map((length, axis) => {
    const start = begin[axis] ?? 0;
    const size = sizes[axis] ?? 0;
    return { start, step: 1, size: size === -1 ? length - start : size };
  });
  emitPart(net, operator, ranges);
}

/** Python's slices, with the masks by which TensorFlow writes them down. */
function convertStridedSlice(net: TfliteNet, operator: TfliteOperator): void {
  const x = fileShape(net, net.shapeOf(operator, 0));
  const [begin, end, strides] = [1, 2, 3].map((position) =>
    integersOf(net.constant(operator, position)),
  );
  const options = optionsOf(operator, OPTIONS.stridedSlice);
  const has = (mask: keyof typeof OPTIONS.stridedSlice.slots, i: number) =>
    ((options.int32(mask) >> i) & 1) === 1;
  if (!begin || !end || !strides || begin.length !== end.length || end.length !== strides.length) {
    throw net.misfit(operator, 'has begins, ends and strides of different numbers');
  }
  const indices = begin.map((_, i) => i);
  const named = indices.filter((i) => !has('newAxisMask', i) && !has('ellipsisMask', i));
  const ranges: Range[] = [];
  const shape: number[] = [];
  const takeAll = (count: number) => {
    for (let i = 0; i < count; i++) {
      const size = x[ranges.length] ?? 1;
      ranges.push({ start: 0, step: 1, size });
      shape.push(size);
    }
  };
  for (const i of indices) {
    if (has('ellipsisMask', i)) {
      takeAll(x.length - named.length);
    } else if (has('newAxisMask', i)) {
      shape.push(1);
    } else {
      const length = x[ranges.length];
      if (length === undefined) throw net.misfit(operator, `slices more than ${x.length} axes`);
      const [from = 0, to = 0, step = 1] = [begin[i], end[i], strides[i]];
      const isOne = has('shrinkAxisMask', i);
      const range = isOne
        ? { start: from < 0 ? from + length : from, step: 1, size: 1 }
        : pythonRange(length, {
            from: has('beginMask', i) ? null : from,
            to: has('endMask', i) ? null : options.bool('offset') ? from + to : to,
            step,
          });
      if (step === 0) throw net.misfit(operator, 'slices in steps of 0');
      ranges.push(range);
      if (!isOne) shape.push(range.size);
    }
  }
  takeAll(x.length - ranges.length);
  if (has('shrinkAxisMask', 0) || has('newAxisMask', 0)) {
    net.refuseBatch(operator, 'drops or moves the axis');
  }
  emitPart(net, operator, ranges, shape);
}

/** Places from `from` to before `to`; null for the end that the direction starts from, or reaches. */
function pythonRange(
  length: number,
  { from, to, step }: { from: number | null; to: number | null; step: number },
): Range {
  const [least, most] = step > 0 ? [0, length] : [-1, length - 1];
  const clamp = (at: number) => Math.min(Math.max(at < 0 ? at + length : at, least), most);
  const start = from === null ? (step > 0 ? 0 : length - 1) : clamp(from);
  const stop = to === null ? (step > 0 ? length : -1) : clamp(to);
  return { start, step, size: Math.max(Math.ceil((stop - start) / step), 0) };
}

function convertReverse(net: TfliteNet, operator: TfliteOperator): void {
  const x = fileShape(net, net.shapeOf(operator, 0));
  const axes = axesOf(net, operator, 1, x.length);
  const ranges = x.map((size, axis) =>
    axes.includes(axis) ? { start: size - 1, step: -1, size } : { start: 0, step: 1, size },
  );
  if (axes.includes(0)) net.refuseBatch(operator, 'turns round images');
  emitPart(net, operator, ranges);
}

/** Equal parts; here the axis comes first. */
function convertSplit(net: TfliteNet, operator: TfliteOperator): void {
  const x = net.shapeOf(operator, 1);
  const [named = 0] = integersOf(net.constant(operator, 0));
  const axis = axisOf(net, operator, named, x.length);
  const count = optionsOf(operator, OPTIONS.split).int32('parts');
  const each = (fileShape(net, x)[axis] ?? 0) / count;
  splitAlong(
    net,
    operator,
    1,
    axis,
    operator.outputs.map(() => each),
    count,
  );
}

/** Parts of given sizes; one may be −1, what is left. */
function convertSplitV(net: TfliteNet, operator: TfliteOperator): void {
  const x = net.shapeOf(operator, 0);
  const given = integersOf(net.constant(operator, 1));
  const [named = 0] = integersOf(net.constant(operator, 2));
  const axis = axisOf(net, operator, named, x.length);
  const known = given.reduce((sum, size) => sum + Math.max(size, 0), 0);
  const sizes = given.map((size) => (size === -1 ? (fileShape(net, x)[axis] ?? 0) - known : size));
  splitAlong(net, operator, 0, axis, sizes, sizes.length);
}

function splitAlong(
  net: TfliteNet,
  operator: TfliteOperator,
  position: number,
  axis: number,
  sizes: readonly number[],
  count: number,
): void {
  const x = fileShape(net, net.shapeOf(operator, position));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const isWhole = sizes.every((size) => Number.isInteger(size) && size > 0);
  if (!isWhole || total !== x[axis] || count !== operator.outputs.length) {
    throw net.misfit(operator, `splits axis ${axis} of ${formatShape(x)} into [${sizes}]`);
  }
  let start = 0;
  for (const [output, size] of sizes.entries()) {
    const ranges = x.map((length, i) =>
      i === axis ? { start, step: 1, size } : { start: 0, step: 1, size: length },
    );
    emitPart(net, operator, ranges, undefined, position, output);
    start += size;
  }
}

/** One part for each place along an axis, without that axis. */
function convertUnpack(net: TfliteNet, operator: TfliteOperator): void {
  const x = fileShape(net, net.shapeOf(operator, 0));
  const axis = axisOf(net, operator, optionsOf(operator, OPTIONS.unpack).int32('axis'), x.length);
  if (operator.outputs.length !== x[axis]) {
    throw net.misfit(operator, `unpacks ${x[axis]} parts into ${operator.outputs.length}`);
  }
  if (axis === 0) net.refuseBatch(operator, 'unpacks images');
  const shape = x.filter((_, i) => i !== axis);
  for (const output of operator.outputs.keys()) {
    const ranges = x.map((length, i) =>
      i === axis ? { start: output, step: 1, size: 1 } : { start: 0, step: 1, size: length },
    );
    emitPart(net, operator, ranges, shape, 0, output);
  }
}

/** The shape as the file means it: for one image. */
export function fileShape(net: TfliteNet, shape: Shape): Shape {
  const [n, ...rest] = shape;
  return n === undefined ? [] : [n / net.batch, ...rest];
}

/** The shape for all images. */
export function imagesShape(net: TfliteNet, shape: Shape): Shape {
  const [n, ...rest] = shape;
  return n === undefined ? [] : [n * net.batch, ...rest];
}

/** Ranges that were worked out for one image, for all of them. */
export function withImages(net: TfliteNet, ranges: readonly Range[]): Range[] {
  return ranges.map((range, axis) =>
    axis === 0 ? { ...range, size: range.size * net.batch } : range,
  );
}

/** Makes a part of an input what the operator writes. @throws UnsupportedError for a part of no numbers */
export function emitPart(
  net: TfliteNet,
  operator: TfliteOperator,
  ranges: readonly Range[],
  shape: Shape = ranges.map(({ size }) => size),
  position = 0,
  output = 0,
): void {
  const x = fileShape(net, net.shapeOf(operator, position));
  const bad = ranges.findIndex(({ start, step, size }, axis) => {
    const last = start + (size - 1) * step;
    return Math.min(start, last) < 0 || Math.max(start, last) >= (x[axis] ?? 0);
  });
  if (ranges.some(({ size }) => size <= 0)) {
    throw net.unsupported(operator, `takes nothing of ${formatShape(x)}`);
  }
  if (bad >= 0) throw net.misfit(operator, `takes more than there is of ${formatShape(x)}`);
  const [images] = ranges;
  if (images && (images.start !== 0 || images.size !== x[0])) {
    net.refuseBatch(operator, 'takes some images');
  }
  const value = net.value(operator, position);
  const stages = sliceStages(net, value, withImages(net, ranges));
  const held = heldShape(imagesShape(net, shape));
  const before = withImages(net, ranges).map(({ size }) => size);
  net.emit(
    operator,
    value,
    [
      ...stages,
      ...(sameShape(held, heldShape(before)) ? [] : [reshapeStage(net, held)]),
      ...finishingStages(net, operator, 'NONE', [net.input(operator, position)], output),
    ],
    output,
  );
}

/** The part of a value; nothing where that is all of it. */
export function sliceStages(net: TfliteNet, x: string, ranges: readonly Range[]): Stage[] {
  const shape = net.graph.shapeOf(x);
  const isAll = ranges.every(({ start, step, size }, axis) => {
    return start === 0 && step === 1 && size === shape[axis];
  });
  if (isAll || ranges.length === 0) return [];
  const attributes = {
    starts: ranges.map(({ start }) => start),
    steps: ranges.map(({ step }) => step),
    sizes: ranges.map(({ size }) => size),
  };
  return [
    { suffix: 'slice', add: (name, from) => net.graph.node('slice', name, [from], attributes) },
  ];
}
