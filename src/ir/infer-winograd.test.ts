// Shapes of the three steps of a Winograd convolution.
import { describe, expect, it } from 'vitest';
import { GraphError } from '../errors';
import type { Shape } from '../tensor/tensor';
import { inferOutputs } from './infer-shape';
import { nodeOf } from './ir.fixtures';
import { evenPads, NO_PADS, type OpName, type Pads } from './ops';

function infer(op: OpName, inputs: readonly Shape[], attributes: object): Shape | undefined {
  const names = inputs.map((_, index) => `in${index}`);
  return inferOutputs(nodeOf(op, 'step', names, attributes), inputs)[0]?.shape;
}

describe('shapes of a Winograd convolution', () => {
  it('has all elements of every tile, the last of odd sizes too', () => {
    const patches = (x: Shape, tile: number, pads: Pads) =>
      infer('winograd-input', [x], { tile, pads });
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
      expect(infer('winograd-multiply', [v, weights], { tile, pixels: 80 })).toEqual(m);
      const output = { tile, size: [2, 5, 8], activation: 'none' };
      expect(infer('winograd-output', [m], output)).toEqual([2, 5, 8, 7]);
      expect(infer('winograd-output', [m, [7]], output)).toEqual([2, 5, 8, 7]);
    }
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
    ['winograd-output', [[16, 4, 3]], { tile: 4, size: [1, 8, 8] }, /patches \[36, tiles, c\]/],
    ['winograd-output', [[36, 4, 3]], { tile: 4, size: [1, 9, 8] }, /from 4 tiles/],
    ['winograd-output', [[16, 4, 3]], { tile: 2, size: [1, 5, 4] }, /from 4 tiles/],
    ['winograd-output', [[16, 4, 3], [4]], { tile: 2, size: [1, 4, 4] }, /needs a bias of 3/],
  ])('refuses %s of %j', (op, inputs, attributes, words) => {
    expect(() => infer(op, inputs, attributes)).toThrow(GraphError);
    expect(() => infer(op, inputs, attributes)).toThrow(words);
  });
});
