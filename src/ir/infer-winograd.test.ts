// Shapes of the three steps of a Winograd convolution.
import { describe, expect, it } from 'vitest';
import { GraphError } from '../errors';
import type { Shape } from '../tensor/tensor';
import { inferOutputs } from './infer-shape';
import { nodeOf } from './ir.fixtures';
import { evenPads, NO_PADS, type OpName } from './ops';

function infer(op: OpName, inputs: readonly Shape[], attributes: object): Shape | undefined {
  const names = inputs.map((_, index) => `in${index}`);
  return inferOutputs(nodeOf(op, 'step', names, attributes), inputs)[0]?.shape;
}

describe('shapes of a Winograd convolution', () => {
  it('has sixteen elements of every tile, the last of odd sizes too', () => {
    expect(infer('winograd-input', [[2, 5, 8, 3]], { pads: evenPads(1) })).toEqual([16, 24, 3]);
    expect(infer('winograd-input', [[1, 5, 8, 3]], { pads: NO_PADS })).toEqual([16, 6, 3]);
  });

  it('has the channels of the weights, then the pixels of y', () => {
    const weights = [7, 3, 3, 3];
    expect(infer('winograd-multiply', [[16, 24, 3], weights], { pixels: 80 })).toEqual([16, 24, 7]);
    const output = { size: [2, 5, 8], activation: 'none' };
    expect(infer('winograd-output', [[16, 24, 7]], output)).toEqual([2, 5, 8, 7]);
    expect(infer('winograd-output', [[16, 24, 7], [7]], output)).toEqual([2, 5, 8, 7]);
  });

  it.each<[OpName, Shape[], object, RegExp]>([
    ['winograd-input', [[1, 2, 5, 3]], { pads: NO_PADS }, /window larger than its 2×5/],
    ['winograd-input', [[1, 5, 5, 3]], { pads: evenPads(-1) }, /has pads/],
    ['winograd-input', [[5, 5, 3]], { pads: NO_PADS }, /needs a feature map/],
    [
      'winograd-multiply',
      [
        [4, 4, 3],
        [7, 3, 3, 3],
      ],
      { pixels: 16 },
      /needs transformed patches/,
    ],
    [
      'winograd-multiply',
      [
        [16, 4, 3],
        [7, 4, 3, 3],
      ],
      { pixels: 16 },
      /to 3 channels/,
    ],
    [
      'winograd-multiply',
      [
        [16, 4, 3],
        [7, 3, 4, 4],
      ],
      { pixels: 16 },
      /cannot apply weights/,
    ],
    [
      'winograd-multiply',
      [
        [16, 4, 3],
        [7, 3, 3, 3],
      ],
      { pixels: 17 },
      /17 pixels in 4 tiles/,
    ],
    [
      'winograd-multiply',
      [
        [16, 4, 3],
        [7, 3, 3, 3],
      ],
      { pixels: 3 },
      /3 pixels in 4 tiles/,
    ],
    ['winograd-output', [[16, 4, 3]], { size: [1, 5, 4] }, /from 4 tiles/],
    ['winograd-output', [[16, 4, 3], [4]], { size: [1, 4, 4] }, /needs a bias of 3/],
  ])('refuses %s of %j', (op, inputs, attributes, words) => {
    expect(() => infer(op, inputs, attributes)).toThrow(GraphError);
    expect(() => infer(op, inputs, attributes)).toThrow(words);
  });
});
