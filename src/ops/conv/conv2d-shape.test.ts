// Shape inference of convolutions.
import { describe, expect, it } from 'vitest';
import { GraphError } from '../../errors';
import type { Shape } from '../../tensor/tensor';
import { convAttributes, inferFrom, nodeOf } from '../ops.fixtures';
import { evenPads } from '../window';
import type { Conv2dAttributes } from './conv2d';

function infer(inputs: readonly Shape[], attributes: Partial<Conv2dAttributes>): Shape {
  const node = nodeOf('conv2d', 'conv1', ['x', 'w', 'b'], convAttributes(attributes));
  const [output] = inferFrom(node, inputs);
  expect(output?.dtype).toBe('f32');
  return output?.shape ?? [];
}

function expectMisfit(
  inputs: readonly Shape[],
  attributes: Partial<Conv2dAttributes>,
  words: RegExp,
): void {
  expect(() => infer(inputs, attributes)).toThrow(GraphError);
  expect(() => infer(inputs, attributes)).toThrow(words);
  expect(() => infer(inputs, attributes)).toThrow(/Node "conv1" \(conv2d\)/);
}

describe('shape of a convolution', () => {
  it('keeps the size of a 1×1 window and takes the channels of the weights', () => {
    expect(
      infer(
        [
          [2, 5, 7, 3],
          [10, 3, 1, 1],
        ],
        {},
      ),
    ).toEqual([2, 5, 7, 10]);
  });

  it('rounds strided positions down', () => {
    const conv1 = { kernel: [7, 7], strides: [2, 2] } as const;
    expect(
      infer(
        [
          [1, 227, 227, 3],
          [96, 3, 7, 7],
        ],
        conv1,
      ),
    ).toEqual([1, 111, 111, 96]);
    expect(
      infer(
        [
          [1, 228, 228, 3],
          [96, 3, 7, 7],
        ],
        conv1,
      ),
    ).toEqual([1, 111, 111, 96]);
  });

  it('counts the padding of each side', () => {
    const kernel = [3, 3] as const;
    const inputs = [
      [1, 5, 5, 1],
      [1, 1, 3, 3],
    ];
    expect(infer(inputs, { kernel, pads: evenPads(1) })).toEqual([1, 5, 5, 1]);
    const pads = { top: 1, left: 0, bottom: 2, right: 1 };
    expect(infer(inputs, { kernel, pads })).toEqual([1, 6, 4, 1]);
  });

  it('spreads the window by the dilation', () => {
    const dilated = { kernel: [3, 3], dilations: [2, 3] } as const;
    expect(
      infer(
        [
          [1, 9, 9, 1],
          [1, 1, 3, 3],
        ],
        dilated,
      ),
    ).toEqual([1, 5, 3, 1]);
  });

  it('keeps height and width apart', () => {
    const pads = { top: 0, left: 1, bottom: 0, right: 1 };
    const given: Partial<Conv2dAttributes> = { kernel: [1, 3], strides: [2, 1], pads };
    expect(
      infer(
        [
          [1, 7, 4, 2],
          [5, 2, 1, 3],
        ],
        given,
      ),
    ).toEqual([1, 4, 4, 5]);
  });

  it('divides the input channels among groups', () => {
    expect(
      infer(
        [
          [1, 4, 4, 6],
          [9, 2, 1, 1],
        ],
        { groups: 3 },
      ),
    ).toEqual([1, 4, 4, 9]);
  });

  it('gives every channel filters of its own where there are as many groups', () => {
    const given: Partial<Conv2dAttributes> = { kernel: [3, 3], groups: 6, pads: evenPads(1) };
    expect(
      infer(
        [
          [1, 4, 4, 6],
          [12, 1, 3, 3],
        ],
        given,
      ),
    ).toEqual([1, 4, 4, 12]);
  });

  it("halves an even size with TensorFlow's SAME padding, at the bottom and right alone", () => {
    const pads = { top: 0, left: 0, bottom: 1, right: 1 };
    expect(
      infer(
        [
          [1, 224, 224, 3],
          [32, 3, 3, 3],
        ],
        { kernel: [3, 3], strides: [2, 2], pads },
      ),
    ).toEqual([1, 112, 112, 32]);
  });

  it('takes a bias of one number per output channel', () => {
    expect(infer([[1, 4, 4, 2], [3, 2, 1, 1], [3]], {})).toEqual([1, 4, 4, 3]);
  });
});

describe('a convolution does not fit', () => {
  it('weights of another kernel size', () => {
    expectMisfit(
      [
        [1, 4, 4, 2],
        [3, 2, 3, 3],
      ],
      {},
      /has kernel 1,1 but weights \[3, 2, 3, 3\]/,
    );
  });

  it('weights for another number of channels', () => {
    expectMisfit(
      [
        [1, 4, 4, 2],
        [3, 4, 1, 1],
      ],
      {},
      /1 group\(s\).*\[3, 4, 1, 1\] to 2 channels/,
    );
  });

  it('groups that do not divide the input channels', () => {
    expectMisfit(
      [
        [1, 4, 4, 5],
        [4, 2, 1, 1],
      ],
      { groups: 2 },
      /2 group\(s\).*to 5 channels/,
    );
  });

  it('groups that do not divide the output channels', () => {
    expectMisfit(
      [
        [1, 4, 4, 4],
        [3, 2, 1, 1],
      ],
      { groups: 2 },
      /2 group\(s\).*\[3, 2, 1, 1\]/,
    );
  });

  it.each([0, -1, 0.5, 1.5, Number.NaN])('%s groups', (groups) => {
    // Half a group would double the channels that the weights need.
    for (const perGroup of [1, 2, 4]) {
      const inputs = [
        [1, 4, 4, 2],
        [6, perGroup, 1, 1],
      ];
      expectMisfit(inputs, { groups }, /group\(s\) cannot apply weights/);
    }
  });

  it.each([-1, 0.5])('pads of %s', (size) => {
    const inputs = [
      [1, 4, 4, 2],
      [3, 2, 1, 1],
    ];
    expectMisfit(inputs, { pads: { ...evenPads(0), right: size } }, /has pads 0,0,0,/);
  });

  it('a bias of another length', () => {
    expectMisfit([[1, 4, 4, 2], [3, 2, 1, 1], [2]], {}, /needs a bias of 3, got \[2\]/);
    expectMisfit(
      [
        [1, 4, 4, 2],
        [3, 2, 1, 1],
        [1, 3],
      ],
      {},
      /needs a bias of 3, got \[1, 3\]/,
    );
  });

  it('vectors', () => {
    expectMisfit(
      [
        [1, 4],
        [3, 4, 1, 1],
      ],
      {},
      /needs a feature map \[n, h, w, c\], got \[1, 4\]/,
    );
  });

  it('an input smaller than the window', () => {
    const kernel = [3, 3] as const;
    expectMisfit(
      [
        [1, 2, 5, 1],
        [1, 1, 3, 3],
      ],
      { kernel },
      /window larger than its 2×5 input/,
    );
    const dilations = [3, 3] as const;
    expectMisfit(
      [
        [1, 6, 9, 1],
        [1, 1, 3, 3],
      ],
      { kernel, dilations },
      /larger than its 6×9 input/,
    );
  });
});

describe('a prologue', () => {
  const layer: readonly Shape[] = [[1, 5, 5, 3], [4, 3, 1, 1], [4]];

  it('takes a scale and a shift of x’s channels behind the bias', () => {
    expect(infer([...layer, [3], [3]], { prologue: 'relu' })).toEqual([1, 5, 5, 4]);
    expectMisfit([...layer, [3], [4]], { prologue: 'relu' }, /needs scale and shift of 3/);
    expectMisfit(layer, { prologue: 'relu' }, /needs scale and shift of 3/);
    expectMisfit(layer.slice(0, 2), { prologue: 'relu' }, /no bias in front of it/);
  });

  it('is what a scale is for', () => {
    expectMisfit([...layer, [3], [3]], {}, /a scale and no prologue that takes it/);
  });
});
