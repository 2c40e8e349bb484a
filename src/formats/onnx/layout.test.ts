// Orders of axes: how reshapes and transposes keep numbers where they are.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { product } from '../../util/math';
import {
  canonicalOrder,
  heldShape,
  movesNothing,
  ownOrder,
  reshapeOrders,
  transposedOrder,
  withAxisLast,
  withLeadingAxes,
} from './layout';
import { permuted } from './permute';

const NHWC = [0, 2, 3, 1];

describe('orders', () => {
  it('put channels last in feature maps only', () => {
    expect(canonicalOrder(4)).toEqual(NHWC);
    expect([canonicalOrder(3), canonicalOrder(0)]).toEqual([[0, 1, 2], []]);
    expect(heldShape([2, 3, 5, 7], NHWC)).toEqual([2, 5, 7, 3]);
    expect(heldShape([], [])).toEqual([1]);
  });

  it('differ in nothing where only single elements change places', () => {
    expect(movesNothing([2, 3, 1, 1], NHWC, ownOrder(4))).toBe(true);
    expect(movesNothing([2, 3, 2, 1], NHWC, ownOrder(4))).toBe(false);
  });

  it('rename axes in a transpose', () => {
    // NCHW → NHWC outside: held as before, but now in its own order.
    expect(transposedOrder(NHWC, [0, 2, 3, 1])).toEqual([0, 1, 2, 3]);
  });

  it('move one axis to the end, or get axes in front', () => {
    expect(withAxisLast(NHWC, 2)).toEqual([0, 3, 1, 2]);
    expect(withLeadingAxes([1, 0], 2)).toEqual([0, 1, 3, 2]);
  });
});

describe('reshapeOrders', () => {
  it('splits channels without moving them', () => {
    expect(reshapeOrders([2, 12, 5, 7], NHWC, [2, 3, 4, 5, 7])).toEqual({
      before: NHWC,
      after: [0, 3, 4, 1, 2],
    });
  });

  it('moves axes that are joined in another order than they lie, and no others', () => {
    // The second half of a channel shuffle: groups and their channels have changed places.
    expect(reshapeOrders([2, 4, 3, 5, 7], [0, 3, 4, 2, 1], [2, 12, 5, 7])).toEqual({
      before: [0, 3, 4, 1, 2],
      after: NHWC,
    });
  });

  it('flattens a feature map in the order of the file', () => {
    expect(reshapeOrders([2, 3, 5, 7], NHWC, [2, 105])).toEqual({
      before: [0, 1, 2, 3],
      after: [0, 1],
    });
  });

  it('flattens pooled features without moving them', () => {
    expect(reshapeOrders([2, 8, 1, 1], NHWC, [2, 8])).toEqual({ before: NHWC, after: [0, 1] });
  });

  it('keeps every number in its place, whatever the shapes', () => {
    fc.assert(
      fc.property(reshapes(), ({ dims, order, newDims }) => {
        const data = Float32Array.from({ length: product(dims) }, (_, i) => i);
        const { before, after } = reshapeOrders(dims, order, newDims);
        expect(before.toSorted()).toEqual(ownOrder(dims.length));
        expect(after.toSorted()).toEqual(ownOrder(newDims.length));
        expect(permuted(data, dims, before)).toEqual(permuted(data, newDims, after));
      }),
      { numRuns: 500 },
    );
  });
});

/** A shape, an order of its axes, and another shape of as many numbers. */
function reshapes() {
  const factors = fc.array(fc.constantFrom(1, 2, 3, 5), { minLength: 1, maxLength: 5 });
  return fc
    .tuple(factors, fc.infiniteStream(fc.nat(4)), fc.infiniteStream(fc.boolean()))
    .map(([parts, places, joins]) => {
      const dims = grouped(parts, joins);
      const order = ownOrder(dims.length).toSorted(() => (places.next().value ?? 0) - 2);
      return { dims, order, newDims: grouped(parts, joins) };
    });
}

/** Neighbouring factors multiplied at random. */
function grouped(parts: readonly number[], joins: Iterator<boolean>): number[] {
  const dims: number[] = [];
  for (const part of parts) {
    if (dims.length > 0 && joins.next().value) dims.push((dims.pop() ?? 1) * part);
    else dims.push(part);
  }
  return dims;
}
