// Movements behind movements: what one strided access reads of another's result, as one access.
import { rowMajorStrides, type StridedAccess } from './strided';

/** Axes that an access may have to be computed as one movement, after those that walk on into each other are joined. */
export const MOST_WALK_AXES = 8;

/** The same access in as few axes as can be: axes of one element dropped, those that walk on into each other joined. */
export function simplifyAccess({ offset, sizes, strides }: StridedAccess): StridedAccess {
  const joined: { size: number; stride: number }[] = [];
  for (const [axis, size] of sizes.entries()) {
    const stride = strides[axis] ?? 0;
    const last = joined.at(-1);
    if (size === 1) continue;
    if (last && last.stride === size * stride) {
      joined[joined.length - 1] = { size: last.size * size, stride };
    } else {
      joined.push({ size, stride });
    }
  }
  if (joined.length === 0) joined.push({ size: 1, stride: 1 });
  return {
    offset,
    sizes: joined.map(({ size }) => size),
    strides: joined.map(({ stride }) => stride),
  };
}

/** Whether an access reads `count` numbers in their own order: a reshape. */
export function isInOrder(access: StridedAccess, count: number): boolean {
  const { offset, sizes, strides } = simplifyAccess(access);
  const isWhole = sizes.length === 1 && sizes[0] === count;
  return offset === 0 && isWhole && (strides[0] === 1 || count === 1);
}

/**
 * One access that reads what `outer` reads of `inner`'s result; null where no single one can: where an axis of
 * `outer` walks over the end of an axis of `inner` in steps that do not divide it.
 */
export function composeAccess(outer: StridedAccess, inner: StridedAccess): StridedAccess | null {
  const base = simplifyAccess(inner);
  const rows = rowMajorStrides(base.sizes);
  const position = base.sizes.map(
    (size, axis) => Math.floor(outer.offset / (rows[axis] ?? 1)) % size,
  );
  // How far the axes walked so far reach from `position` along each of inner's axes, at most and at least.
  const reach = position.map((at) => ({ least: at, most: at }));
  const parts: { size: number; stride: number }[] = [];
  for (const [axis, size] of outer.sizes.entries()) {
    const split = splitAxis(size, outer.strides[axis] ?? 0, base, rows, reach);
    if (!split) return null;
    parts.push(...split);
  }
  return {
    offset: position.reduce((sum, at, axis) => sum + at * (base.strides[axis] ?? 0), base.offset),
    sizes: parts.map((part) => part.size),
    strides: parts.map((part) => part.stride),
  };
}

/** An axis of the outer access in terms of the inner one's strides; in several parts where it walks over several axes. */
function splitAxis(
  size: number,
  stride: number,
  base: StridedAccess,
  rows: readonly number[],
  reach: { least: number; most: number }[],
): { size: number; stride: number }[] | null {
  if (size === 1 || stride === 0) return [{ size, stride: 0 }];
  // The outermost axis whose own stride divides the step is the one that is walked along.
  const axis = rows.findIndex((row) => stride % row === 0);
  const extent = base.sizes[axis] ?? 0;
  const row = rows[axis] ?? 1;
  const range = reach[axis];
  if (!range) return null;
  const steps = stride / row;
  const far = steps * (size - 1);
  const least = range.least + Math.min(far, 0);
  const most = range.most + Math.max(far, 0);
  if (least >= 0 && most < extent) {
    reach[axis] = { least, most };
    return [{ size, stride: steps * (base.strides[axis] ?? 0) }];
  }
  // It walks over the whole axis, again and again: the rest of the walk is along the axis outside.
  const startsHere = range.least === 0 && range.most === 0;
  if (steps !== 1 || !startsHere || size % extent !== 0 || axis === 0) return null;
  const outside = splitAxis(size / extent, row * extent, base, rows, reach);
  if (!outside) return null;
  reach[axis] = { least: 0, most: extent - 1 };
  return [...outside, { size: extent, stride: base.strides[axis] ?? 0 }];
}
