// The tables of resize2d: one word a row and a column of y.
import { expect, it } from 'vitest';
import { wholeOperand } from '../kernel';
import { callOf, packedBy } from '../kernels.fixtures';
import { resize2d } from './resize2d';

it('says for rows and columns where they read, each by its own scale', () => {
  const attributes = {
    size: [4, 3],
    scales: [2, 1.5],
    mode: 'linear',
    coordinates: 'asymmetric',
    rounding: 'floor',
  };
  const call = callOf(
    'resize2d',
    [wholeOperand([1, 2, 2, 3])],
    [wholeOperand([1, 4, 3, 3])],
    attributes,
  );
  const [variant = { tile: '', workgroup: [1, 1], blockK: 0 } as const] = resize2d.variants;
  const { constants } = resize2d.specialize(call, variant);
  const [rows = [], columns = []] = constants.map(({ packing }) => [...packedBy(packing)]);
  expect(rows).toEqual([0, 1, 0, 0, 0, 1, 0.5, 0, 1, 1, 0, 0, 1, 1, 0, 0]);
  expect(columns).toEqual([0, 1, 0, 0, 0, 1, Math.fround(1 / 1.5), 0, 1, 1, 0, 0]);
});
