// Average pooling against windows counted by hand.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Shape, Tensor } from '../../tensor/tensor';
import { computing, counting, numbersOf, randomTensor, tensorOf } from '../compute.fixtures';
import { evenPads, NO_PADS, windowPositions } from '../window';
import type { AveragePool2dAttributes } from './average-pool2d';

const averagePool2d = computing('average-pool2d');
const conv2d = computing('conv2d');
const globalAveragePool = computing('global-average-pool');

function run(x: Tensor, given: Partial<AveragePool2dAttributes>, outputShape: Shape): number[] {
  const attributes: AveragePool2dAttributes = {
    kernel: [2, 2],
    strides: [2, 2],
    pads: NO_PADS,
    ceilMode: false,
    countPadding: false,
    ...given,
  };
  return numbersOf(averagePool2d([x], attributes, [outputShape]));
}

describe('averagePool2d', () => {
  it('takes the mean of each window', () => {
    const x = tensorOf([1, 2, 4, 1], [1, 9, 2, 3, 4, 6, 8, 7]);
    expect(run(x, {}, [1, 1, 2, 1])).toEqual([5, 5]);
  });

  it('keeps channels and images apart', () => {
    expect(run(counting([2, 2, 2, 2]), {}, [2, 1, 1, 2])).toEqual([4, 5, 12, 13]);
  });

  it('steps by its strides, height and width apart', () => {
    const x = counting([1, 3, 4, 1]);
    const windows = { kernel: [1, 2], strides: [2, 1] } as const;
    expect(run(x, windows, [1, 2, 3, 1])).toEqual([1.5, 2.5, 3.5, 9.5, 10.5, 11.5]);
  });

  it('leaves padding out of the count, or counts it', () => {
    const x = tensorOf([1, 2, 2, 1], [4, 8, 12, 36]);
    const corners = { pads: evenPads(1) };
    expect(run(x, corners, [1, 2, 2, 1])).toEqual([4, 8, 12, 36]);
    expect(run(x, { ...corners, countPadding: true }, [1, 2, 2, 1])).toEqual([1, 2, 3, 9]);
  });

  it('pads each side on its own', () => {
    const pads = { top: 1, left: 0, bottom: 0, right: 1 };
    const x = tensorOf([1, 1, 1, 1], [12]);
    expect(run(x, { pads }, [1, 1, 1, 1])).toEqual([12]);
    expect(run(x, { pads, countPadding: true }, [1, 1, 1, 1])).toEqual([3]);
  });

  it('never counts what a rounded-up window has behind input and padding', () => {
    // Columns 1 2 3: the second window holds only the third, and behind it the padding or nothing.
    const x = tensorOf([1, 1, 3, 1], [1, 2, 3]);
    const wide = { kernel: [1, 2], ceilMode: true } as const;
    expect(run(x, wide, [1, 1, 2, 1])).toEqual([1.5, 3]);
    expect(run(x, { ...wide, countPadding: true }, [1, 1, 2, 1])).toEqual([1.5, 3]);
    const padded = { ...wide, kernel: [1, 3], pads: { ...NO_PADS, right: 1 } } as const;
    expect(run(x, padded, [1, 1, 2, 1])).toEqual([2, 3]);
    // Taps 3, the padding, and one that is behind it: two of them count.
    expect(run(x, { ...padded, countPadding: true }, [1, 1, 2, 1])).toEqual([2, 1.5]);
  });

  it('does not lose small numbers beside a large one', () => {
    const x = tensorOf([1, 1, 4, 1], [2 ** 24, 1, 1, 2]);
    const row = { kernel: [1, 4], strides: [1, 1] } as const;
    expect(run(x, row, [1, 1, 1, 1])).toEqual([2 ** 22 + 1]);
  });
});

describe('averagePool2d beside other ops', () => {
  const small = (min: number, max: number) => fc.integer({ min, max });

  it('is the global mean where its window is the whole map', () => {
    fc.assert(
      fc.property(fc.tuple(small(1, 3), small(1, 5), small(1, 5), small(1, 4)), ([n, h, w, c]) => {
        const x = randomTensor([n, h, w, c], 1);
        expect(run(x, { kernel: [h, w] }, [n, 1, 1, c])).toEqual(numbersOf(globalAveragePool([x])));
      }),
    );
  });

  it('is, counting padding, a depthwise convolution with weights of 1 / taps', () => {
    fc.assert(
      fc.property(small(2, 7), small(1, 3), small(1, 3), fc.nat(2), (size, kernel, stride, pad) => {
        fc.pre(pad < kernel && kernel <= size + 2 * pad);
        const window = {
          kernel: [kernel, kernel],
          strides: [stride, stride],
          pads: evenPads(pad),
        } as const;
        const side = windowPositions(size, {
          ...{ kernel, stride, dilation: 1, before: pad, after: pad },
        });
        const x = randomTensor([1, size, size, 3], 1);
        const ones = tensorOf([3, 1, kernel, kernel], Array<number>(3 * kernel ** 2).fill(1));
        const shape = [1, side, side, 3];
        const sums = numbersOf(
          conv2d([x, ones], { ...window, dilations: [1, 1], groups: 3, activation: 'none' }, [
            shape,
          ]),
        );
        const means = run(x, { ...window, countPadding: true }, shape);
        // The sums are rounded to float before they are divided: at most 9 numbers below 1.
        for (const [i, sum] of sums.entries()) expect(means[i]).toBeCloseTo(sum / kernel ** 2, 6);
      }),
    );
  });
});
