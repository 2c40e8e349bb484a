// Max pooling against windows looked at by hand.
import { describe, expect, it } from 'vitest';
import type { Shape, Tensor } from '../../tensor/tensor';
import { computing, counting, numbersOf, tensorOf } from '../compute.fixtures';
import { evenPads, NO_PADS } from '../window';
import type { MaxPool2dAttributes } from './max-pool2d';

const maxPool2d = computing('max-pool2d');

function run(x: Tensor, given: Partial<MaxPool2dAttributes>, outputShape: Shape): number[] {
  const attributes = { kernel: [2, 2], strides: [2, 2], pads: NO_PADS, ceilMode: false } as const;
  return numbersOf(maxPool2d([x], { ...attributes, ...given }, [outputShape]));
}

describe('maxPool2d', () => {
  it('takes the largest of each window', () => {
    const x = tensorOf([1, 2, 4, 1], [1, 9, 2, 3, 4, 5, 8, 7]);
    expect(run(x, {}, [1, 1, 2, 1])).toEqual([9, 8]);
  });

  it('keeps channels and images apart', () => {
    const x = counting([2, 2, 2, 2]);
    expect(run(x, {}, [2, 1, 1, 2])).toEqual([7, 8, 15, 16]);
  });

  it('looks only at the part of a rounded-up window that is inside', () => {
    const x = counting([1, 3, 3, 1]);
    expect(run(x, { ceilMode: true }, [1, 2, 2, 1])).toEqual([5, 6, 8, 9]);
  });

  it('does not count the padding, even where all values are negative', () => {
    const x = tensorOf([1, 2, 2, 1], [-4, -3, -2, -1]);
    const padded = { kernel: [3, 3], strides: [1, 1], pads: evenPads(1) } as const;
    expect(run(x, padded, [1, 2, 2, 1])).toEqual([-1, -1, -1, -1]);
    const cornered = { pads: evenPads(1) };
    expect(run(x, cornered, [1, 2, 2, 1])).toEqual([-4, -3, -2, -1]);
  });

  it('pads each side on its own', () => {
    const pads = { top: 1, left: 0, bottom: 0, right: 0 };
    const x = tensorOf([1, 3, 2, 1], [1, 2, 3, 4, 5, 6]);
    expect(run(x, { pads }, [1, 2, 1, 1])).toEqual([2, 6]);
  });
});
