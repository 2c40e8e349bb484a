// Convolution against sums done by hand. Whole numbers throughout, so that every sum is exact.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Shape, Tensor } from '../../tensor/tensor';
import { computing, counting, numbersOf, randomTensor, tensorOf } from '../compute.fixtures';
import { evenPads, NO_PADS } from '../window';
import type { Conv2dAttributes } from './conv2d';

const conv2d = computing('conv2d');

function run(
  inputs: readonly Tensor[],
  given: Partial<Conv2dAttributes>,
  outputShape: Shape,
): number[] {
  const attributes: Conv2dAttributes = {
    kernel: [1, 1],
    strides: [1, 1],
    pads: NO_PADS,
    dilations: [1, 1],
    groups: 1,
    activation: 'none',
    ...given,
  };
  return numbersOf(conv2d(inputs, attributes, [outputShape]));
}

/** All taps of a k×k window count once. */
function ones(kernel: number): Tensor {
  return tensorOf([1, 1, kernel, kernel], Array<number>(kernel * kernel).fill(1));
}

describe('conv2d', () => {
  it('mixes the channels of each pixel', () => {
    const x = tensorOf([1, 1, 2, 3], [1, 2, 3, 4, 5, 6]);
    const w = tensorOf([2, 3, 1, 1], [1, 10, 100, 1, 0, -1]);
    expect(run([x, w], {}, [1, 1, 2, 2])).toEqual([321, -2, 654, -2]);
  });

  it('normalises and activates its input where it has a prologue', () => {
    const x = tensorOf([1, 1, 2, 2], [1, 2, -3, 4]);
    const w = tensorOf([1, 2, 1, 1], [1, 100]);
    const inputs = [x, w, tensorOf([1], [1000]), tensorOf([2], [2, -1]), tensorOf([2], [5, 3])];
    // Normalised, the two pixels are [7, 1] and [-1, -1].
    expect(run(inputs, { prologue: 'none' }, [1, 1, 2, 1])).toEqual([1107, 899]);
    expect(run(inputs, { prologue: 'relu' }, [1, 1, 2, 1])).toEqual([1107, 1000]);
  });

  it('keeps its border at zero behind a prologue', () => {
    const x = tensorOf([1, 1, 1, 1], [1]);
    const inputs = [x, ones(3), tensorOf([1], [0]), tensorOf([1], [2]), tensorOf([1], [5])];
    const given = { kernel: [3, 3] as const, pads: evenPads(1), prologue: 'relu' as const };
    expect(run(inputs, given, [1, 1, 1, 1])).toEqual([7]);
  });

  it('reads weights as OIHW', () => {
    const x = tensorOf([1, 1, 2, 2], [1, 2, 3, 4]);
    // Channel 0 has taps 1 and 10, channel 1 has 100 and 1000.
    const w = tensorOf([1, 2, 1, 2], [1, 10, 100, 1000]);
    expect(run([x, w], { kernel: [1, 2] }, [1, 1, 1, 1])).toEqual([1 + 30 + 200 + 4000]);
  });

  it('correlates: the window is not flipped', () => {
    const x = counting([1, 2, 2, 1]);
    const w = tensorOf([1, 1, 2, 2], [1, 10, 100, 1000]);
    expect(run([x, w], { kernel: [2, 2] }, [1, 1, 1, 1])).toEqual([4321]);
  });

  it('reads zeros in the padding', () => {
    const padded = { kernel: [3, 3], pads: evenPads(1) } as const;
    expect(run([counting([1, 2, 2, 1]), ones(3)], padded, [1, 2, 2, 1])).toEqual([10, 10, 10, 10]);
    expect(run([counting([1, 3, 3, 1]), ones(3)], padded, [1, 3, 3, 1])).toEqual([
      12, 21, 16, 27, 45, 33, 24, 39, 28,
    ]);
  });

  it('pads each side on its own', () => {
    const pads = { top: 1, left: 0, bottom: 0, right: 1 };
    expect(run([counting([1, 2, 2, 1]), ones(2)], { kernel: [2, 2], pads }, [1, 2, 2, 1])).toEqual([
      3, 2, 10, 6,
    ]);
  });

  it('steps by its strides, height and width apart', () => {
    const x = counting([1, 3, 4, 1]);
    expect(run([x, ones(1)], { strides: [2, 3] }, [1, 2, 2, 1])).toEqual([1, 4, 9, 12]);
  });

  it('spreads its taps by the dilation', () => {
    const x = counting([1, 3, 4, 1]);
    const dilated = { kernel: [2, 2], dilations: [2, 3] } as const;
    expect(run([x, ones(2)], dilated, [1, 1, 1, 1])).toEqual([1 + 4 + 9 + 12]);
  });

  it('keeps groups of channels apart', () => {
    const x = tensorOf([1, 1, 1, 4], [1, 2, 3, 4]);
    // Two outputs a group, two inputs a group.
    const w = tensorOf([4, 2, 1, 1], [1, 1, 10, 0, 1, 1, 0, 10]);
    expect(run([x, w], { groups: 2 }, [1, 1, 1, 4])).toEqual([3, 10, 7, 40]);
  });

  it('dilates inside its padding', () => {
    // Taps two apart on 3×3: a corner sees all four corners, an edge the one across, the centre itself.
    const dilated = { kernel: [3, 3], dilations: [2, 2], pads: evenPads(2) } as const;
    expect(run([counting([1, 3, 3, 1]), ones(3)], dilated, [1, 3, 3, 1])).toEqual([
      20, 10, 20, 10, 5, 10, 20, 10, 20,
    ]);
  });

  it('gives every channel filters of its own where there are as many groups', () => {
    const x = tensorOf([1, 1, 2, 2], [1, 2, 3, 4]);
    // Channel multiplier 2: outputs 0 and 1 see channel 0, outputs 2 and 3 see channel 1.
    const w = tensorOf([4, 1, 1, 2], [1, 10, 100, 1000, 1, -1, 2, 0]);
    expect(run([x, w], { kernel: [1, 2], groups: 2 }, [1, 1, 1, 4])).toEqual([31, 3100, -2, 4]);
  });

  it("pads an even size at the bottom and right alone, as TensorFlow's SAME does with stride 2", () => {
    const pads = { top: 0, left: 0, bottom: 1, right: 1 };
    const halved = { kernel: [3, 3], strides: [2, 2], pads } as const;
    expect(run([counting([1, 4, 4, 1]), ones(3)], halved, [1, 2, 2, 1])).toEqual([
      1 + 2 + 3 + 5 + 6 + 7 + 9 + 10 + 11,
      3 + 4 + 7 + 8 + 11 + 12,
      9 + 10 + 11 + 13 + 14 + 15,
      11 + 12 + 15 + 16,
    ]);
  });

  it.each<[Conv2dAttributes['activation'], number[]]>([
    [{ clamp: [-1, 2] }, [-1, -1, 1.5, 2]],
    ['hard-swish', [0, -2 / 6, 6.75 / 6, 5].map(Math.fround)],
    [{ quantize: { scale: 1, low: -3, high: 4 } }, [-3, -1, 2, 4]],
  ])('ends in %o', (activation, expected) => {
    const x = tensorOf([1, 1, 4, 1], [-4, -1, 1.5, 5]);
    const y = run([x, ones(1)], { activation }, [1, 1, 4, 1]);
    expect(y.map((value) => value + 0)).toEqual(expected);
  });

  it('adds the bias before the activation', () => {
    const x = tensorOf([1, 1, 2, 1], [1, -1]);
    const w = tensorOf([2, 1, 1, 1], [1, -1]);
    const b = tensorOf([2], [-2, 5]);
    expect(run([x, w, b], {}, [1, 1, 2, 2])).toEqual([-1, 4, -3, 6]);
    expect(run([x, w, b], { activation: 'relu' }, [1, 1, 2, 2])).toEqual([0, 4, 0, 6]);
  });

  it('computes every image of a batch', () => {
    expect(run([counting([2, 2, 2, 1]), ones(2)], { kernel: [2, 2] }, [2, 1, 1, 1])).toEqual([
      10, 26,
    ]);
  });
});

describe('groups', () => {
  it('are convolutions of their own, side by side', () => {
    const size = fc.integer({ min: 1, max: 3 });
    fc.assert(
      fc.property(fc.tuple(size, size, size), ([groups, inputs, outputs]) => {
        const x = randomTensor([1, 3, 3, groups * inputs], 1);
        const w = randomTensor([groups * outputs, inputs, 2, 2], 2);
        const together = run([x, w], { kernel: [2, 2], groups }, [1, 2, 2, groups * outputs]);
        for (let group = 0; group < groups; group++) {
          const alone = run(
            [
              channelsFrom(x, group * inputs, inputs),
              tensorOf(
                [outputs, inputs, 2, 2],
                [...w.data].slice(group * outputs * inputs * 4, (group + 1) * outputs * inputs * 4),
              ),
            ],
            { kernel: [2, 2] },
            [1, 2, 2, outputs],
          );
          const shared = tensorOf([1, 2, 2, groups * outputs], together);
          expect([...channelsFrom(shared, group * outputs, outputs).data]).toEqual(alone);
        }
      }),
    );
  });
});

/** Some channels of a feature map. */
function channelsFrom(x: Tensor, first: number, count: number): Tensor {
  const channels = x.shape.at(-1) ?? 1;
  const taken = [...x.data].filter((_, i) => {
    const channel = i % channels;
    return channel >= first && channel < first + count;
  });
  return tensorOf([...x.shape.slice(0, -1), count], taken);
}
