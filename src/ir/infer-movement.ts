// Shape inference of ops that move numbers, and of products of matrices.
import { formatShape, type Shape, sameShape } from '../tensor/tensor';
import { product } from '../util/math';
import type { AnyNode } from './graph';
import { misfit } from './misfit';
import type { OpAttributes, Resize2dAttributes, StridedAttributes } from './ops';

/** @throws GraphError when the permutation does not name every axis once. */
export function transposedShape(node: AnyNode, permutation: readonly number[], x: Shape): Shape {
  const isPermutation = permutation.toSorted((a, b) => a - b).every((axis, i) => axis === i);
  if (!isPermutation || permutation.length !== x.length) {
    throw misfit(node, `cannot order the axes of ${formatShape(x)} as ${permutation}`);
  }
  return permutation.map((axis) => x[axis] ?? 0);
}

/** @throws GraphError when a slice reaches outside x. */
export function slicedShape(node: AnyNode, a: OpAttributes['slice'], x: Shape): Shape {
  const fits = x.every((size, axis) => {
    const [start = -1, step = 0, count = 0] = [a.starts[axis], a.steps[axis], a.sizes[axis]];
    const last = start + step * (count - 1);
    const whole = [start, step, count].every(Number.isInteger);
    return whole && step !== 0 && isIndex(start, size) && isIndex(last, size);
  });
  if (!fits || a.sizes.length !== x.length) {
    throw misfit(
      node,
      `cannot take ${formatShape(a.sizes)} from ${formatShape(x)} at ${a.starts} in steps of ${a.steps}`,
    );
  }
  return a.sizes;
}

/** @throws GraphError when an access reaches outside x. */
export function stridedShape(node: AnyNode, a: StridedAttributes, x: Shape): Shape {
  const far = a.sizes.map((size, axis) => (size - 1) * (a.strides[axis] ?? 0));
  const least = far.reduce((sum, step) => sum + Math.min(step, 0), a.offset);
  const most = far.reduce((sum, step) => sum + Math.max(step, 0), a.offset);
  const whole = [a.offset, ...a.sizes, ...a.strides].every(Number.isInteger);
  const sameCounts = product(a.sizes) === product(a.shape) && a.sizes.length === a.strides.length;
  if (!whole || !sameCounts || least < 0 || most >= product(x)) {
    throw misfit(
      node,
      `cannot read ${formatShape(a.sizes)} of ${formatShape(x)} from ${a.offset} in strides of ${a.strides}`,
    );
  }
  return a.shape;
}

/** @throws GraphError when a resize has no whole, positive size. */
export function resizedShape(
  node: AnyNode,
  { size, scales }: Resize2dAttributes,
  [n, , , c]: readonly [number, number, number, number],
): Shape {
  if (!size.every((pixels) => Number.isInteger(pixels) && pixels > 0)) {
    throw misfit(node, `cannot resize to ${size}`);
  }
  if (!scales.every((scale) => Number.isFinite(scale) && scale > 0)) {
    throw misfit(node, `cannot resize by ${scales}`);
  }
  return [n, ...size, c];
}

/** @throws GraphError when the matrices do not fit together. */
export function matmulShape(node: AnyNode, inputs: readonly Shape[]): Shape {
  const [a = [], b = []] = inputs;
  const outer = a.slice(0, -2);
  const fits =
    a.length >= 2 && a.at(-1) === b.at(-2) && sameShape(outer, b.slice(0, -2)) && b.length >= 2;
  if (!fits) throw misfit(node, `cannot multiply ${formatShape(a)} by ${formatShape(b)}`);
  return [...outer, a.at(-2) ?? 0, b.at(-1) ?? 0];
}

function isIndex(position: number, size: number): boolean {
  return position >= 0 && position < size;
}
