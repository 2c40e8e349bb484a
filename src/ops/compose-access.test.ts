// Strided access: what it reads is what the ops it stands for read, alone, simplified and joined.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { product } from '../util/math';
import { composeAccess, isInOrder, simplifyAccess } from './compose-access';
import { accessOf } from './registry';
import { rowMajorStrides } from './strided';
import {
  accesses,
  type Chain,
  chainsOf,
  composed,
  placesByTurns,
  placesInTurn,
  placesOf,
} from './strided.fixtures';

describe('accessOf', () => {
  const x = [2, 3, 4];

  it('reads a reshape and a copy in order', () => {
    const inOrder = { offset: 0, sizes: [24], strides: [1] };
    expect(accessOf({ op: 'reshape', attributes: { shape: [6, 4] } }, x)).toEqual(inOrder);
    expect(accessOf({ op: 'copy', attributes: {} }, x)).toEqual(inOrder);
  });

  it('permutes sizes and strides for a transpose', () => {
    expect(accessOf({ op: 'transpose', attributes: { permutation: [2, 0, 1] } }, x)).toEqual({
      offset: 0,
      sizes: [4, 2, 3],
      strides: [1, 12, 4],
    });
  });

  it('starts inside and steps backwards for a slice', () => {
    const attributes = { starts: [0, 2, 1], steps: [1, -2, 2], sizes: [2, 2, 2] };
    expect(accessOf({ op: 'slice', attributes }, x)).toEqual({
      offset: 9,
      sizes: [2, 2, 2],
      strides: [12, -8, 2],
    });
  });

  it('is null for an op that computes', () => {
    expect(accessOf({ op: 'softmax', attributes: {} }, x)).toBeNull();
  });
});

describe('simplifyAccess', () => {
  it('drops axes of one element and joins those that walk on into each other', () => {
    const access = { offset: 5, sizes: [2, 1, 3, 4, 2], strides: [24, 7, 8, 2, 50] };
    expect(simplifyAccess(access)).toEqual({ offset: 5, sizes: [24, 2], strides: [2, 50] });
    const single = { offset: 5, sizes: [1, 1], strides: [3, 0] };
    expect(simplifyAccess(single)).toEqual({ offset: 5, sizes: [1], strides: [1] });
  });

  it('reads the same, in no more axes, and has nothing left to simplify', () => {
    fc.assert(
      fc.property(accesses, (access) => {
        const simple = simplifyAccess(access);
        expect(placesOf(simple)).toEqual(placesOf(access));
        expect(simple.sizes.length).toBeLessThanOrEqual(access.sizes.length);
        expect(simplifyAccess(simple)).toEqual(simple);
      }),
    );
  });
});

describe('isInOrder', () => {
  it('holds for all numbers in their own order, however the axes are written', () => {
    expect(isInOrder({ offset: 0, sizes: [2, 3, 4], strides: [12, 4, 1] }, 24)).toBe(true);
    expect(isInOrder({ offset: 0, sizes: [1], strides: [9] }, 1)).toBe(true);
  });

  it('does not hold for a part, another order or another start', () => {
    expect(isInOrder({ offset: 0, sizes: [23], strides: [1] }, 24)).toBe(false);
    expect(isInOrder({ offset: 0, sizes: [3, 2], strides: [1, 3] }, 6)).toBe(false);
    expect(isInOrder({ offset: 23, sizes: [24], strides: [-1] }, 24)).toBe(false);
    expect(isInOrder({ offset: 1, sizes: [1], strides: [1] }, 1)).toBe(false);
  });
});

describe('composeAccess', () => {
  it('reads what the outer access reads of the inner one written down', () => {
    fc.assert(
      fc.property(accesses, accesses, fc.nat(20), (inner, outer, shift) => {
        const moved = { ...outer, offset: outer.offset + shift };
        const last = Math.max(...placesOf(moved));
        // An outer access that reaches too far gets more numbers of the inner one to read.
        const missing = Math.ceil((last + 1) / product(inner.sizes));
        const wide = {
          ...inner,
          sizes: [missing, ...inner.sizes],
          strides: [37, ...inner.strides],
        };
        const one = composeAccess(moved, wide);
        if (one) expect(placesOf(one)).toEqual(placesInTurn(moved, wide));
      }),
      { numRuns: 500 },
    );
  });

  it('reads what a chain of ops reads op by op', () => {
    let joined = 0;
    fc.assert(
      fc.property(chainsOf('transpose', 'slice', 'split', 'merge'), (chain) => {
        const one = composed(chain);
        if (!one) return;
        joined++;
        expect(placesOf(one)).toEqual(placesByTurns(chain));
      }),
      { numRuns: 500 },
    );
    // Most chains of up to five ops do join: the property above is not about nothing.
    expect(joined).toBeGreaterThan(250);
  });

  it('always joins what is transposed and sliced, without reshapes', () => {
    fc.assert(
      fc.property(chainsOf('transpose', 'slice'), (chain) => {
        expect(composed(chain)).not.toBeNull();
      }),
    );
  });

  it('joins a channel shuffle and the split behind it: reshape, transpose, reshape, slice', () => {
    const shuffle: Chain = {
      shape: [1, 5, 7, 12],
      ops: [
        { op: 'reshape', attributes: { shape: [1, 5, 7, 2, 6] } },
        { op: 'transpose', attributes: { permutation: [0, 1, 2, 4, 3] } },
        { op: 'reshape', attributes: { shape: [1, 5, 7, 12] } },
        {
          op: 'slice',
          attributes: { starts: [0, 0, 0, 6], steps: [1, 1, 1, 1], sizes: [1, 5, 7, 6] },
        },
      ],
    };
    const one = composed(shuffle);
    expect(one && simplifyAccess(one)).toEqual({
      offset: 3,
      sizes: [35, 3, 2],
      strides: [12, 1, 6],
    });
    expect(one && placesOf(one)).toEqual(placesByTurns(shuffle));
  });

  it('joins what exporters write around a channel-first shuffle', () => {
    const shuffle: Chain = {
      shape: [2, 3, 5, 8],
      ops: [
        { op: 'transpose', attributes: { permutation: [0, 3, 1, 2] } },
        { op: 'reshape', attributes: { shape: [2, 2, 4, 3, 5] } },
        { op: 'transpose', attributes: { permutation: [0, 2, 1, 3, 4] } },
        { op: 'reshape', attributes: { shape: [2, 8, 3, 5] } },
        { op: 'transpose', attributes: { permutation: [0, 2, 3, 1] } },
      ],
    };
    const one = composed(shuffle);
    expect(one && simplifyAccess(one)).toEqual({
      offset: 0,
      sizes: [30, 4, 2],
      strides: [8, 1, 4],
    });
  });

  it('undoes a transpose by its inverse', () => {
    const there = accessOf(
      { op: 'transpose', attributes: { permutation: [0, 3, 1, 2] } },
      [2, 3, 5, 7],
    );
    const back = accessOf(
      { op: 'transpose', attributes: { permutation: [0, 2, 3, 1] } },
      [2, 7, 3, 5],
    );
    const both = there && back && composeAccess(back, there);
    expect(both && isInOrder(both, 210)).toBe(true);
  });

  it('is null where the walk crosses an axis in steps that do not fit it', () => {
    const columns = { offset: 0, sizes: [3, 5], strides: [1, 3] };
    expect(composeAccess({ offset: 0, sizes: [7], strides: [2] }, columns)).toBeNull();
    expect(composeAccess({ offset: 1, sizes: [10], strides: [1] }, columns)).toBeNull();
  });
});

describe('rowMajorStrides', () => {
  it('counts what lies behind each axis', () => {
    expect(rowMajorStrides([2, 3, 4])).toEqual([12, 4, 1]);
    expect(rowMajorStrides([5])).toEqual([1]);
  });
});
