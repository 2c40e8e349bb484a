// Shapes of the three steps of a Winograd convolution.
import { describe, expect, it } from 'vitest';
import { GraphError } from '../../errors';
import type { Shape } from '../../tensor/tensor';
import { inferFrom, nodeOf } from '../ops.fixtures';
import type { OpName } from '../registry';
import { evenPads, NO_PADS, type Pads } from '../window';

const WINDOW = { kernel: 3, stride: 1 };

function infer(op: OpName, inputs: readonly Shape[], attributes: object): Shape | undefined {
  const names = inputs.map((_, index) => `in${index}`);
  return inferFrom(nodeOf(op, 'step', names, attributes), inputs)[0]?.shape;
}

describe('shapes of a Winograd convolution', () => {
  it('has all elements of every tile, the last of odd sizes too', () => {
    const patches = (x: Shape, tile: number, pads: Pads) =>
      infer('winograd-input', [x], { tile, ...WINDOW, pads });
    expect(patches([2, 5, 8, 3], 2, evenPads(1))).toEqual([16, 24, 3]);
    expect(patches([1, 5, 8, 3], 2, NO_PADS)).toEqual([16, 6, 3]);
    expect(patches([2, 5, 8, 3], 4, evenPads(1))).toEqual([36, 8, 3]);
    expect(patches([1, 5, 8, 3], 4, NO_PADS)).toEqual([36, 2, 3]);
  });

  it('has the channels of the weights, then the pixels of y', () => {
    const weights = [7, 3, 3, 3];
    for (const [tile, elements, tiles] of [
      [2, 16, 24],
      [4, 36, 8],
    ] as const) {
      const [v, m] = [
        [elements, tiles, 3],
        [elements, tiles, 7],
      ];
      expect(infer('winograd-multiply', [v, weights], { tile, ...WINDOW, pixels: 80 })).toEqual(m);
      const output = { tile, ...WINDOW, size: [2, 5, 8], activation: 'none' };
      expect(infer('winograd-output', [m], output)).toEqual([2, 5, 8, 7]);
      expect(infer('winograd-output', [m, [7]], output)).toEqual([2, 5, 8, 7]);
    }
  });

  it('has the channels of all phases of a window with strides', () => {
    const form = { tile: 3, kernel: 7, stride: 2 };
    const v = infer('winograd-input', [[2, 15, 13, 3]], { ...form, pads: NO_PADS });
    // 5×4 pixels: 2×2 tiles of each image.
    expect(v).toEqual([36, 8, 12]);
    expect(infer('winograd-input', [[2, 15, 13, 3]], { ...form, pads: evenPads(3) })).toEqual([
      36, 18, 12,
    ]);
    const m = infer('winograd-multiply', [v ?? [], [7, 3, 7, 7]], { ...form, pixels: 40 });
    expect(m).toEqual([36, 8, 7]);
    const output = { ...form, size: [2, 5, 4], activation: 'none' };
    expect(infer('winograd-output', [m ?? []], output)).toEqual([2, 5, 4, 7]);
  });

  it.each<[OpName, Shape[], object, RegExp]>([
    ['winograd-input', [[1, 2, 5, 3]], { tile: 2, pads: NO_PADS }, /window larger than its 2×5/],
    ['winograd-input', [[1, 5, 5, 3]], { tile: 4, pads: evenPads(-1) }, /has pads/],
    ['winograd-input', [[5, 5, 3]], { tile: 2, pads: NO_PADS }, /needs a feature map/],
    [
      'winograd-multiply',
      [
        [4, 4, 3],
        [7, 3, 3, 3],
      ],
      { tile: 2, pixels: 16 },
      /needs transformed patches/,
    ],
    [
      'winograd-multiply',
      [
        [16, 4, 3],
        [7, 4, 3, 3],
      ],
      { tile: 2, pixels: 16 },
      /to 3 channels/,
    ],
    [
      'winograd-multiply',
      [
        [16, 4, 3],
        [7, 3, 4, 4],
      ],
      { tile: 2, pixels: 16 },
      /cannot apply weights/,
    ],
    [
      'winograd-multiply',
      [
        [16, 4, 3],
        [7, 3, 3, 3],
      ],
      { tile: 2, pixels: 17 },
      /17 pixels in 4 tiles/,
    ],
    [
      'winograd-multiply',
      [
        [16, 4, 3],
        [7, 3, 3, 3],
      ],
      { tile: 2, pixels: 3 },
      /3 pixels in 4 tiles/,
    ],
    ['winograd-input', [[1, 5, 5, 3]], { tile: 3, pads: NO_PADS }, /no transforms for tiles of 3/],
    [
      'winograd-input',
      [[1, 6, 9, 3]],
      { tile: 3, kernel: 7, stride: 2, pads: NO_PADS },
      /window larger than its 6×9/,
    ],
    [
      'winograd-multiply',
      [
        [36, 4, 3],
        [7, 3, 7, 7],
      ],
      { tile: 3, kernel: 7, stride: 2, pixels: 16 },
      /to 3 channels/,
    ],
    ['winograd-output', [[16, 4, 3]], { tile: 4, size: [1, 8, 8] }, /patches \[36, tiles, c\]/],
    ['winograd-output', [[36, 4, 3]], { tile: 4, size: [1, 9, 8] }, /from 4 tiles/],
    ['winograd-output', [[16, 4, 3]], { tile: 2, size: [1, 5, 4] }, /from 4 tiles/],
    ['winograd-output', [[16, 4, 3], [4]], { tile: 2, size: [1, 4, 4] }, /needs a bias of 3/],
  ])('refuses %s of %j', (op, inputs, attributes, words) => {
    const whole = { ...WINDOW, ...attributes };
    expect(() => infer(op, inputs, whole)).toThrow(GraphError);
    expect(() => infer(op, inputs, whole)).toThrow(words);
  });
});
