// How values of an ONNX graph are held in ours. ONNX counts the axes of a feature map n, c, h, w; ours lie as n, h, w, c.
// So a value has its ONNX dimensions and an order in which its axes are held: a transpose only renames axes, and numbers
// move only where an op needs axes in another order than they have.
import type { Shape } from '../../tensor/tensor';

/** The axes of an ONNX value in the order in which ours holds them, outermost first. */
export type Order = readonly number[];

/** The order in which values of this many axes come in and go out: channels last for feature maps. */
export function canonicalOrder(rank: number): Order {
  return rank === 4 ? [0, 2, 3, 1] : Array.from({ length: rank }, (_, axis) => axis);
}

/** Row-major order of ONNX's own axes. */
export function ownOrder(rank: number): Order {
  return Array.from({ length: rank }, (_, axis) => axis);
}

/** Shape of the value that holds these dimensions in this order; a scalar is held as one number. */
export function heldShape(dims: Shape, order: Order): Shape {
  return order.length === 0 ? [1] : order.map((axis) => dims[axis] ?? 1);
}

export function sameOrder(a: Order, b: Order): boolean {
  return a.length === b.length && a.every((axis, i) => axis === b[i]);
}

/** Whether no number moves between two orders: they differ in axes of one element at most. */
export function movesNothing(dims: Shape, from: Order, to: Order): boolean {
  const long = (order: Order) => order.filter((axis) => dims[axis] !== 1);
  return sameOrder(long(from), long(to));
}

/** The order with one axis moved to its end. */
export function withAxisLast(order: Order, axis: number): Order {
  return [...order.filter((other) => other !== axis), axis];
}

/** The order after a transpose, whose axis i is the axis permutation[i] before. */
export function transposedOrder(order: Order, permutation: readonly number[]): Order {
  return order.map((axis) => permutation.indexOf(axis));
}

/** The order of a value that gets `count` axes of one element in front, as broadcasting does. */
export function withLeadingAxes(order: Order, count: number): Order {
  return [...ownOrder(count), ...order.map((axis) => axis + count)];
}

/** Axes of a reshape that belong together: the old ones hold the same numbers as the new ones. */
interface AxisGroup {
  readonly old: readonly number[];
  readonly fresh: readonly number[];
}

/** How a reshape is done: in which order the old axes have to lie, and in which the new ones then do. */
export interface ReshapeOrders {
  readonly before: Order;
  readonly after: Order;
}

/**
 * Orders for a reshape from `dims`, held in `order`, to `newDims`. Axes that are split or joined stay where they are;
 * only axes that are joined and do not lie side by side have to move.
 */
export function reshapeOrders(dims: Shape, order: Order, newDims: Shape): ReshapeOrders {
  const groups = axisGroups(dims, newDims);
  const isLong = (axis: number) => dims[axis] !== 1;
  const place = (axis: number) => order.indexOf(axis);
  // Groups in the order of their first long axis; groups of single elements keep the place of their first axis.
  const rank = ({ old }: AxisGroup) =>
    Math.min(...(old.some(isLong) ? old.filter(isLong) : old).map(place));
  const sorted = groups.filter(({ old }) => old.length > 0).toSorted((a, b) => rank(a) - rank(b));
  const isInPlace = sorted.every(({ old }) => isRun(old.filter(isLong), order.filter(isLong)));
  const before = isInPlace ? order : sorted.flatMap(({ old }) => old);
  return { before, after: sorted.flatMap(({ fresh }) => fresh) };
}

/** Whether the axes lie side by side, in their own order. */
function isRun(axes: readonly number[], order: Order): boolean {
  const start = order.indexOf(axes[0] ?? -1);
  return axes.every((axis, i) => order[start + i] === axis);
}

/** The finest groups of axes with the same products; both shapes have the same number of elements, at least one. */
function axisGroups(dims: Shape, newDims: Shape): AxisGroup[] {
  const groups: { old: number[]; fresh: number[] }[] = [];
  let [i, j] = [0, 0];
  while (i < dims.length && j < newDims.length) {
    const group = { old: [i], fresh: [j] };
    let [left, right] = [dims[i++] ?? 1, newDims[j++] ?? 1];
    while (left !== right) {
      if (left < right) {
        left *= dims[i] ?? 1;
        group.old.push(i++);
      } else {
        right *= newDims[j] ?? 1;
        group.fresh.push(j++);
      }
    }
    groups.push(group);
  }
  const last = groups.at(-1) ?? { old: [], fresh: [] };
  for (; i < dims.length; i++) last.old.push(i);
  for (; j < newDims.length; j++) last.fresh.push(j);
  return groups;
}
