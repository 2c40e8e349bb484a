// What attributes and constant inputs say about shapes: of reshapes, transposes and joins. Shared
// by the converters and by the folding of constants.
import { formatShape, type Shape } from '../../../tensor/tensor';
import { product } from '../../../util/math';
import { intOf, intsOf } from '../attributes';
import { ownOrder } from '../layout';
import type { OnnxNode } from '../onnx-model';
import { axisOf, type OnnxNet, wholeNumbers } from '../onnx-net';

/** Whole numbers of a constant input; null where it is left out. */
export function numbersOf(net: OnnxNet, node: OnnxNode, position: number): number[] | null {
  const constant = net.optionalConstant(node, position);
  return constant && wholeNumbers(constant, (problem) => net.misfit(node, problem));
}

/** Numbers that are an attribute in old op sets and an input in new ones. */
export function attributeOrInput(
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
    throw net.misfit(node, `names axis ${axis} of ${dims.length} axes`);
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
