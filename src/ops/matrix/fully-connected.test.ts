// Fully-connected layers against sums done by hand, and against the convolution that they are a case of.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Tensor } from '../../tensor/tensor';
import { computing, numbersOf, randomTensor, tensorOf } from '../compute.fixtures';
import type { Activation } from '../elementwise/functions';
import { NO_PADS } from '../window';

const conv2d = computing('conv2d');
const fullyConnected = computing('fully-connected');

function run(inputs: readonly Tensor[], activation: Activation = 'none'): number[] {
  const shape = [inputs[0]?.shape[0] ?? 0, inputs[1]?.shape[0] ?? 0];
  return numbersOf(fullyConnected(inputs, { activation }, [shape]));
}

describe('fullyConnected', () => {
  it('multiplies every image by every row of the weights', () => {
    const x = tensorOf([2, 3], [1, 2, 3, 4, 5, 6]);
    const w = tensorOf([2, 3], [100, 10, 1, 1, 0, -1]);
    expect(run([x, w])).toEqual([123, -2, 456, -2]);
  });

  it('reads feature maps in NHWC order', () => {
    const x = tensorOf([1, 1, 2, 2], [1, 2, 3, 4]);
    expect(run([x, tensorOf([1, 4], [1, 10, 100, 1000])])).toEqual([4321]);
  });

  it('adds the bias before the activation', () => {
    const inputs = [tensorOf([1, 1], [3]), tensorOf([3, 1], [1, -1, 5]), tensorOf([3], [1, 1, 1])];
    expect(run(inputs)).toEqual([4, -2, 16]);
    expect(run(inputs, 'relu')).toEqual([4, 0, 16]);
    expect(run(inputs, { clamp: [0, 6] })).toEqual([4, 0, 6]);
  });

  it('does not lose small numbers beside large ones', () => {
    const x = tensorOf([1, 3], [2 ** 24, 1, -(2 ** 24)]);
    expect(run([x, tensorOf([1, 3], [1, 1, 1])])).toEqual([1]);
  });

  it('is the convolution whose window is the whole feature map', () => {
    const size = fc.integer({ min: 1, max: 4 });
    fc.assert(
      fc.property(fc.tuple(size, size, size, size, size), ([n, h, w, c, k]) => {
        const x = randomTensor([n, h, w, c], 1);
        const weights = randomTensor([k, c, h, w], 2);
        const bias = randomTensor([k], 3);
        // OIHW rows become rows in the order of x: height, width, channels.
        const rows = Array.from({ length: k * h * w * c }, (_, i) => {
          const [unit, pixel, channel] = [Math.floor(i / (h * w * c)), Math.floor(i / c), i % c];
          return weights.data[(unit * c + channel) * h * w + (pixel % (h * w))] ?? 0;
        });
        const attributes = { kernel: [h, w], strides: [1, 1], pads: NO_PADS } as const;
        const convolved = conv2d(
          [x, weights, bias],
          { ...attributes, dilations: [1, 1], groups: 1, activation: 'relu' },
          [[n, 1, 1, k]],
        );
        const got = run([x, tensorOf([k, h * w * c], rows), bias], 'relu');
        // Both sum in doubles and round once; only the order of at most 65 terms below 1 differs.
        for (const [i, want] of numbersOf(convolved).entries()) expect(got[i]).toBeCloseTo(want, 6);
      }),
    );
  });
});
