// What attributes and constant inputs say about shapes: of reshapes, transposes, joins, slices and splits. Shared
// by the converters and by the folding of constants.
import { formatShape, type Shape } from '../../../tensor/tensor';
import { product } from '../../../util/math';
import { intOf, intsOf } from '../attributes';
import { ownOrder } from '../layout';
import type { OnnxNode } from '../onnx-model';
import { axisOf, type OnnxNet, wholeNumbers } from '../onnx-net';

/** A regular part of one axis. */
export interface AxisSlice {
  readonly axis: number;
  readonly start: number;
  /** Not zero; negative to walk backwards. */
  readonly step: number;
  readonly size: number;
}

/** Whole numbers of a constant input; null where it is left out. */
export function numbersOf(net: OnnxNet, node: OnnxNode, position: number): number[] | null {
  const constant = net.optionalConstant(node, position);
  return constant && wholeNumbers(constant, (problem) => net.misfit(node, problem));
}

/** Numbers that are an attribute in old op sets and an input in new ones. */
function attributeOrInput(
  net: OnnxNet,
  node: OnnxNode,
  name: string,
  inputSince: number,
): readonly number[] | null {
  return net.opset < inputSince ? intsOf(node, name) : numbersOf(net, node, 1);
}

/** Reshape: 0 keeps a size (unless `allowzero`), −1 is what is left. */
export function reshapedDims(net: OnnxNet, node: OnnxNode, dims: Shape): Shape {
  const wanted = attributeOrInput(net, node, 'shape', 5);
  if (!wanted) throw net.misfit(node, 'has no shape');
  const keepsZero = intOf(node, 'allowzero', 0) !== 0;
  const sizes = wanted.map((size, axis) => (size === 0 && !keepsZero ? (dims[axis] ?? 0) : size));
  const open = sizes.indexOf(-1);
  if (open >= 0) {
    const rest = product(sizes.filter((_, axis) => axis !== open));
    sizes[open] = product(dims) / rest;
  }
  if (sizes.every((size) => Number.isSafeInteger(size) && size >= 0)) return sizes;
  throw net.misfit(node, `cannot make ${formatShape(wanted)} of ${formatShape(dims)}`);
}

/** Flatten: two axes, split before `axis`. */
export function flattenedDims(net: OnnxNet, node: OnnxNode, dims: Shape): Shape {
  const axis = intOf(node, 'axis', 1);
  const split = axis < 0 ? axis + dims.length : axis;
  if (split < 0 || split > dims.length)
    throw net.misfit(node, `names axis ${axis} of ${dims.length}`);
  return [product(dims.slice(0, split)), product(dims.slice(split))];
}

/** Squeeze: without the axes, or without all that have one element. */
export function squeezedDims(net: OnnxNet, node: OnnxNode, dims: Shape): Shape {
  const given = attributeOrInput(net, node, 'axes', 13);
  if (!given) return dims.filter((size) => size !== 1);
  const axes = given.map((axis) => axisOf(net, node, axis, dims.length));
  const long = axes.find((axis) => dims[axis] !== 1);
  if (long !== undefined)
    throw net.misfit(node, `squeezes axis ${long}, which has ${dims[long]} elements`);
  return dims.filter((_, axis) => !axes.includes(axis));
}

/** Unsqueeze: axes count in the result. */
export function unsqueezedDims(net: OnnxNet, node: OnnxNode, dims: Shape): Shape {
  const given = attributeOrInput(net, node, 'axes', 13);
  if (!given) throw net.misfit(node, 'has no axes');
  const rank = dims.length + given.length;
  const axes = given.map((axis) => axisOf(net, node, axis, rank));
  if (new Set(axes).size < axes.length) throw net.misfit(node, `names an axis twice: ${axes}`);
  const rest = [...dims];
  return Array.from({ length: rank }, (_, axis) => (axes.includes(axis) ? 1 : (rest.shift() ?? 1)));
}

/** Transpose: which axis of its input each axis is; all of them turned round where nothing is said. */
export function permutationOf(net: OnnxNet, node: OnnxNode, rank: number): readonly number[] {
  const permutation = intsOf(node, 'perm') ?? ownOrder(rank).toReversed();
  const sorted = permutation.toSorted((a, b) => a - b);
  if (permutation.length === rank && sorted.every((axis, i) => axis === i)) return permutation;
  throw net.misfit(node, `orders the ${rank} axes of its input as [${permutation}]`);
}

/** Concat: the axis along which shapes are joined, and the shape that they give. */
export function joinedDims(
  net: OnnxNet,
  node: OnnxNode,
  shapes: readonly Shape[],
): { readonly axis: number; readonly dims: Shape } {
  const [first] = shapes;
  if (!first) throw net.misfit(node, 'joins nothing');
  const axis = axisOf(net, node, intOf(node, 'axis', 1), first.length);
  const fits = shapes.every(
    (dims) => dims.length === first.length && dims.every((n, i) => i === axis || n === first[i]),
  );
  if (!fits) throw net.misfit(node, `cannot join ${shapes.map(formatShape).join(', ')}`);
  const length = shapes.reduce((sum, dims) => sum + (dims[axis] ?? 0), 0);
  return { axis, dims: first.map((size, i) => (i === axis ? length : size)) };
}

/** Slice: starts and ends may count from the end, and reach beyond it. @throws UnsupportedError for an empty part. */
export function sliceRanges(net: OnnxNet, node: OnnxNode, dims: Shape): AxisSlice[] {
  const isOld = net.opset < 10;
  const starts = isOld ? intsOf(node, 'starts') : numbersOf(net, node, 1);
  const ends = isOld ? intsOf(node, 'ends') : numbersOf(net, node, 2);
  const axes = (isOld ? intsOf(node, 'axes') : numbersOf(net, node, 3)) ?? starts?.map((_, i) => i);
  const steps = (isOld ? null : numbersOf(net, node, 4)) ?? starts?.map(() => 1);
  const lengths = [ends, axes, steps].map((list) => list?.length);
  if (!starts || !ends || !axes || !steps || lengths.some((length) => length !== starts.length)) {
    throw net.misfit(node, 'has starts, ends, axes and steps of different numbers');
  }
  const ranges = starts.map((start, i) => {
    const axis = axisOf(net, node, axes[i] ?? -1, dims.length);
    return sliceAxis(
      net,
      node,
      { axis, start, end: ends[i] ?? 0, step: steps[i] ?? 1 },
      dims[axis] ?? 0,
    );
  });
  if (new Set(ranges.map(({ axis }) => axis)).size < ranges.length) {
    throw net.misfit(node, 'slices an axis twice');
  }
  return ranges;
}

function sliceAxis(
  net: OnnxNet,
  node: OnnxNode,
  { axis, start, end, step }: { axis: number; start: number; end: number; step: number },
  length: number,
): AxisSlice {
  if (step === 0) throw net.misfit(node, 'slices in steps of 0');
  const fromFront = (at: number) => (at < 0 ? at + length : at);
  // Walking backwards, the first place is the last one, and the end may lie before the first place.
  const [least, most] = step > 0 ? [0, length] : [-1, length - 1];
  const clamp = (at: number, low: number) => Math.min(Math.max(at, low), most);
  const first = clamp(fromFront(start), Math.max(least, 0));
  const stop = clamp(fromFront(end), least);
  const size = Math.max(Math.ceil((stop - first) / step), 0);
  if (size === 0) throw net.unsupported(node, `takes nothing of the ${length} on axis ${axis}`);
  return { axis, start: first, step, size };
}

/** Split: sizes, or as many equal parts as there are outputs, the last one shorter if need be. */
export function splitSizes(net: OnnxNet, node: OnnxNode, length: number): number[] {
  const given = attributeOrInput(net, node, 'split', 13);
  const count = intOf(node, 'num_outputs', node.outputs.length);
  if (!given && !(count >= 1 && count <= length)) {
    throw net.misfit(node, `splits ${length} into ${count} parts`);
  }
  const each = Math.ceil(length / count);
  const sizes =
    given ??
    Array.from({ length: count }, (_, i) => Math.min(each, Math.max(length - i * each, 0)));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total !== length || sizes.length < node.outputs.length || sizes.some((size) => size < 0)) {
    throw net.misfit(node, `splits ${length} into [${sizes}]`);
  }
  if (sizes.includes(0)) throw net.unsupported(node, `has an empty part: [${sizes}]`);
  return [...sizes];
}
