// Shape inference of ops that move numbers, and of products of matrices.
import { describe, expect, it } from 'vitest';
import { GraphError } from '../../errors';
import type { Shape } from '../../tensor/tensor';
import { inferFrom, nodeOf } from '../ops.fixtures';
import type { OpAttributes, OpName } from '../registry';
import { evenPads } from '../window';

function infer<O extends OpName>(op: O, inputs: readonly Shape[], attributes: OpAttributes[O]) {
  const [output] = inferFrom(nodeOf(op, 'moved', ['x'], attributes), inputs);
  expect(output?.dtype).toBe('f32');
  return output?.shape;
}

function expectMisfit<O extends OpName>(
  op: O,
  inputs: readonly Shape[],
  attributes: OpAttributes[O],
  words: RegExp,
): void {
  expect(() => infer(op, inputs, attributes)).toThrow(GraphError);
  expect(() => infer(op, inputs, attributes)).toThrow(words);
  expect(() => infer(op, inputs, attributes)).toThrow(`Node "moved" (${op})`);
}

const x = [2, 5, 7, 3];

describe('a transpose', () => {
  it('orders the axes', () => {
    expect(infer('transpose', [x], { permutation: [0, 3, 1, 2] })).toEqual([2, 3, 5, 7]);
  });

  it.each([[[0, 1, 2]], [[0, 1, 2, 2]], [[0, 1, 2, 4]], [[0, 1, 2, 3, 4]], [[-1, 0, 1, 2]]])(
    'does not fit axes %j',
    (permutation) => {
      expectMisfit('transpose', [x], { permutation }, /cannot order the axes of \[2, 5, 7, 3\]/);
    },
  );
});

describe('a slice', () => {
  const whole = { starts: [0, 0, 0, 0], steps: [1, 1, 1, 1], sizes: x };

  it('has its sizes, forwards and backwards', () => {
    expect(infer('slice', [x], whole)).toEqual(x);
    const backwards = { starts: [1, 4, 0, 2], steps: [-1, -2, 3, -1], sizes: [2, 3, 3, 1] };
    expect(infer('slice', [x], backwards)).toEqual([2, 3, 3, 1]);
  });

  it.each([
    ['starts outside', { starts: [0, 5, 0, 0], sizes: [2, 1, 7, 3] }],
    ['starts before', { starts: [0, -1, 0, 0], sizes: [2, 2, 7, 3] }],
    ['ends outside', { starts: [0, 1, 0, 0] }],
    ['walks out backwards', { steps: [1, -1, 1, 1] }],
    ['stands still', { steps: [1, 0, 1, 1] }],
    ['is empty', { sizes: [2, 0, 7, 3] }],
    ['is no whole number', { sizes: [2, 2.5, 7, 3] }],
    ['has too few axes', { starts: [0], steps: [1], sizes: [2] }],
    ['has too many axes', { sizes: [...x, 1] }],
  ])('that %s does not fit', (_, given) => {
    expectMisfit('slice', [x], { ...whole, ...given }, /cannot take .* from \[2, 5, 7, 3\]/);
  });
});

describe('a strided access', () => {
  const shuffle = { shape: [2, 5, 7, 4], offset: 0, sizes: [70, 2, 2], strides: [3, 0, 1] };

  it('has its shape, whatever axes it walks along', () => {
    expect(infer('as-strided', [x], shuffle)).toEqual([2, 5, 7, 4]);
    const backwards = { shape: [210], offset: 209, sizes: [210], strides: [-1] };
    expect(infer('as-strided', [x], backwards)).toEqual([210]);
  });

  it.each([
    ['ends outside', { offset: 2 }],
    ['starts before', { strides: [-3, 0, 1] }],
    ['has other counts', { sizes: [70, 2, 1] }],
    ['has a stride too few', { strides: [3, 0] }],
    ['is no whole number', { offset: 0.5 }],
    ['is empty', { shape: [0, 4], sizes: [0, 2, 2], offset: -1 }],
  ])('that %s does not fit', (_, given) => {
    expectMisfit('as-strided', [x], { ...shuffle, ...given }, /cannot read .* of \[2, 5, 7, 3\]/);
  });
});

describe('a resize', () => {
  const twice: OpAttributes['resize2d'] = {
    size: [10, 14],
    scales: [2, 2],
    mode: 'nearest',
    coordinates: 'asymmetric',
    rounding: 'floor',
  };

  it('keeps images and channels', () => {
    expect(infer('resize2d', [x], twice)).toEqual([2, 10, 14, 3]);
  });

  it('needs a whole, positive size and positive scales', () => {
    expectMisfit('resize2d', [x], { ...twice, size: [0, 14] }, /cannot resize to 0,14/);
    expectMisfit('resize2d', [x], { ...twice, size: [10, 1.5] }, /cannot resize to 10,1.5/);
    expectMisfit('resize2d', [x], { ...twice, scales: [2, 0] }, /cannot resize by 2,0/);
    expectMisfit('resize2d', [x], { ...twice, scales: [Number.NaN, 2] }, /cannot resize by NaN,2/);
  });

  it('needs a feature map', () => {
    expectMisfit('resize2d', [[2, 3]], twice, /needs a feature map/);
  });
});

describe('a border', () => {
  it('may be as wide as what lies beside the outermost pixels, where it mirrors them', () => {
    const pads = { top: 4, left: 6, bottom: 0, right: 1 };
    expect(infer('pad2d', [x], { pads, value: 0, mode: 'reflect' })).toEqual([2, 9, 14, 3]);
    const wide = { pads: evenPads(5), value: 0, mode: 'reflect' } as const;
    expectMisfit('pad2d', [x], wide, /mirrors more pixels than the 5×7 input has/);
  });

  it('may be any width where it repeats them', () => {
    const wide = { pads: evenPads(9), value: 0, mode: 'edge' } as const;
    expect(infer('pad2d', [x], wide)).toEqual([2, 23, 25, 3]);
  });
});

describe('a product of matrices', () => {
  it('has the rows of the first and the columns of the second', () => {
    expect(
      infer(
        'matmul',
        [
          [5, 3],
          [3, 4],
        ],
        {},
      ),
    ).toEqual([5, 4]);
    expect(
      infer(
        'matmul',
        [
          [2, 7, 5, 3],
          [2, 7, 3, 1],
        ],
        {},
      ),
    ).toEqual([2, 7, 5, 1]);
  });

  it.each([
    [
      [
        [5, 3],
        [4, 3],
      ],
    ],
    [
      [
        [2, 5, 3],
        [3, 3, 4],
      ],
    ],
    [
      [
        [2, 5, 3],
        [3, 4],
      ],
    ],
    [[[3], [3, 4]]],
    [[[5, 3], [3]]],
  ])('does not fit %j', (inputs) => {
    expectMisfit('matmul', inputs, {}, /cannot multiply/);
  });
});
