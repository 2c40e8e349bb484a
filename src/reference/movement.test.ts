// Ops that move numbers, borders and resizes, on a few numbers each.
import { describe, expect, it } from 'vitest';
import { computing, counting, numbersOf, tensorOf } from '../ops/compute.fixtures';
import type { Resize2dAttributes } from '../ops/move/resize2d';
import type { OpAttributes } from '../ops/registry';

const pad2d = computing('pad2d');
const resize2d = computing('resize2d');
const asStrided = computing('as-strided');
const slice = computing('slice');
const transpose = computing('transpose');

describe('transpose', () => {
  it('reads columns as rows', () => {
    expect(numbersOf(transpose([counting([2, 3])], { permutation: [1, 0] }, [[3, 2]]))).toEqual([
      1, 4, 2, 5, 3, 6,
    ]);
  });

  it('puts channels first, image by image', () => {
    const y = transpose([counting([2, 1, 2, 2])], { permutation: [0, 3, 1, 2] }, [[2, 2, 1, 2]]);
    expect(y).toEqual([tensorOf([2, 2, 1, 2], [1, 3, 2, 4, 5, 7, 6, 8])]);
  });
});

describe('slice', () => {
  it('takes a part of every axis', () => {
    const part = { starts: [1, 1], steps: [1, 1], sizes: [2, 2] };
    expect(numbersOf(slice([counting([3, 4])], part, [[2, 2]]))).toEqual([6, 7, 10, 11]);
  });

  it('steps over numbers, and backwards', () => {
    const part = { starts: [2, 3], steps: [-2, -1], sizes: [2, 3] };
    expect(numbersOf(slice([counting([3, 4])], part, [[2, 3]]))).toEqual([12, 11, 10, 4, 3, 2]);
  });
});

describe('asStrided', () => {
  it('shuffles channels between groups', () => {
    const shuffle = { shape: [1, 1, 2, 6], offset: 0, sizes: [2, 3, 2], strides: [6, 1, 3] };
    expect(numbersOf(asStrided([counting([1, 1, 2, 6])], shuffle, [[1, 1, 2, 6]]))).toEqual([
      1, 4, 2, 5, 3, 6, 7, 10, 8, 11, 9, 12,
    ]);
  });

  it('repeats numbers with a stride of zero, and starts at its offset', () => {
    const repeat = { shape: [2, 3], offset: 1, sizes: [2, 3], strides: [2, 0] };
    expect(asStrided([counting([4])], repeat, [[2, 3]])).toEqual([
      tensorOf([2, 3], [2, 2, 2, 4, 4, 4]),
    ]);
  });
});

describe('pad2d', () => {
  const row = tensorOf([1, 1, 3, 1], [1, 2, 3]);
  const pads = { top: 0, left: 2, bottom: 0, right: 1 };
  const padded = (attributes: OpAttributes['pad2d']) =>
    numbersOf(pad2d([row], attributes, [[1, 1, 6, 1]]));

  it('puts a value around, which is the default', () => {
    expect(padded({ pads, value: 9 })).toEqual([9, 9, 1, 2, 3, 9]);
    expect(padded({ pads, value: 9, mode: 'constant' })).toEqual([9, 9, 1, 2, 3, 9]);
  });

  it('mirrors without repeating the outermost pixel', () => {
    expect(padded({ pads, value: 9, mode: 'reflect' })).toEqual([3, 2, 1, 2, 3, 2]);
  });

  it('repeats the outermost pixel', () => {
    expect(padded({ pads, value: 9, mode: 'edge' })).toEqual([1, 1, 1, 2, 3, 3]);
  });

  it('mirrors both axes at a corner, channel by channel, image by image', () => {
    const x = tensorOf([2, 2, 2, 2], [1, 10, 2, 20, 3, 30, 4, 40, 5, 50, 6, 60, 7, 70, 8, 80]);
    const corner = { top: 1, left: 1, bottom: 0, right: 0 };
    const y = pad2d([x], { pads: corner, value: 0, mode: 'reflect' }, [[2, 3, 3, 2]]);
    expect(numbersOf(y)).toEqual([
      4, 40, 3, 30, 4, 40, 2, 20, 1, 10, 2, 20, 4, 40, 3, 30, 4, 40, 8, 80, 7, 70, 8, 80, 6, 60, 5,
      50, 6, 60, 8, 80, 7, 70, 8, 80,
    ]);
  });
});

describe('resize2d', () => {
  const attributes: Resize2dAttributes = {
    size: [2, 4],
    scales: [1, 2],
    mode: 'nearest',
    coordinates: 'asymmetric',
    rounding: 'floor',
  };

  it('repeats the nearest pixel, all channels of it', () => {
    const x = tensorOf([1, 2, 2, 2], [1, 10, 2, 20, 3, 30, 4, 40]);
    expect(numbersOf(resize2d([x], attributes, [[1, 2, 4, 2]]))).toEqual([
      1, 10, 1, 10, 2, 20, 2, 20, 3, 30, 3, 30, 4, 40, 4, 40,
    ]);
  });

  it('mixes four pixels', () => {
    const x = tensorOf([1, 2, 2, 1], [0, 4, 8, 16]);
    const centre = {
      ...attributes,
      size: [3, 3],
      scales: [1.5, 1.5],
      mode: 'linear',
      coordinates: 'align-corners',
    } as const;
    expect(numbersOf(resize2d([x], centre, [[1, 3, 3, 1]]))).toEqual([
      0, 2, 4, 4, 7, 10, 8, 12, 16,
    ]);
  });

  it('keeps images apart', () => {
    const x = tensorOf([2, 1, 2, 1], [0, 4, 100, 300]);
    const half = {
      ...attributes,
      size: [1, 1],
      scales: [1, 0.5],
      mode: 'linear',
      coordinates: 'half-pixel',
    } as const;
    expect(numbersOf(resize2d([x], half, [[2, 1, 1, 1]]))).toEqual([2, 200]);
  });
});
