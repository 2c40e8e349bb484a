// Normalisation, bias, activation, copy, concat, global pools, softmax and top-k on a few numbers each.
import { describe, expect, it } from 'vitest';
import { computing, counting, numbersOf, tensorOf } from '../ops/compute.fixtures';
import type { Activation } from '../ops/elementwise/functions';
import { NO_PADS } from '../ops/window';

const activation = computing('activation');
const batchNorm = computing('batch-norm');
const biasAdd = computing('bias-add');
const concat = computing('concat');
const copy = computing('copy');
const fire = computing('fire');
const fireExpand = computing('fire-expand');
const globalAveragePool = computing('global-average-pool');
const globalMaxPool = computing('global-max-pool');
const logSoftmax = computing('log-softmax');
const separableConv2d = computing('separable-conv2d');
const expandDepthwise = computing('expand-depthwise');
const softmax = computing('softmax');
const topK = computing('top-k');

const NONE = { activation: 'none' } as const;

describe('batchNorm', () => {
  const vectors = [tensorOf([3], [2, -1, 0.5]), tensorOf([3], [10, 20, 30])];

  it('scales and shifts each channel by its own numbers, for values of any rank', () => {
    const x = [1, 2, 3, 4, 5, 6];
    const y = [12, 18, 31.5, 18, 15, 33];
    expect(numbersOf(batchNorm([tensorOf([1, 1, 2, 3], x), ...vectors], NONE))).toEqual(y);
    expect(numbersOf(batchNorm([tensorOf([2, 3], x), ...vectors], NONE))).toEqual(y);
  });

  it('ends in its activation', () => {
    const inputs = [tensorOf([1, 3], [-6, 30, -70]), ...vectors];
    expect(numbersOf(batchNorm(inputs, { activation: 'relu' }))).toEqual([0, 0, 0]);
    expect(numbersOf(batchNorm(inputs, NONE))).toEqual([-2, -10, -5]);
  });
});

describe('biasAdd', () => {
  it('adds each channel its own number', () => {
    const x = tensorOf([1, 1, 2, 3], [1, 2, 3, 4, 5, 6]);
    expect(numbersOf(biasAdd([x, tensorOf([3], [10, 20, 30])]))).toEqual([11, 22, 33, 14, 25, 36]);
  });
});

describe('activation', () => {
  const x = tensorOf([1, 4], [-2, -0.5, 0, 3]);

  it('relu lifts negative numbers to zero', () => {
    expect(numbersOf(activation([x], { activation: 'relu' }))).toEqual([0, 0, 0, 3]);
  });

  it.each<[Activation, number[]]>([
    [{ clamp: [-1, 2] }, [-1, -0.5, 0, 2]],
    ['hard-swish', [-2 / 6, -1.25 / 6, 0, 3].map(Math.fround)],
    [{ quantize: { scale: 1, low: -1, high: 2 } }, [-1, 0, 0, 2]],
  ])('%o works on every element', (given, expected) => {
    const y = numbersOf(activation([x], { activation: given }));
    // Rounding −0.5 may give either zero.
    expect(y.map((value) => value + 0)).toEqual(expected);
  });

  it('none changes nothing', () => {
    expect(activation([x], { activation: 'none' })).toEqual([x]);
  });
});

describe('copy', () => {
  it('gives the same numbers in memory of their own', () => {
    const x = counting([1, 2, 2, 3]);
    const [y] = copy([x]);
    expect(y).toEqual(x);
    expect(y?.data).not.toBe(x.data);
  });
});

describe('concat', () => {
  it('joins the channels of every pixel, in the order of its inputs', () => {
    const a = tensorOf([1, 1, 2, 1], [1, 2]);
    const b = tensorOf([1, 1, 2, 3], [10, 11, 12, 20, 21, 22]);
    expect(numbersOf(concat([a, b, a], {}, [[1, 1, 2, 5]]))).toEqual([
      1, 10, 11, 12, 1, 2, 20, 21, 22, 2,
    ]);
  });
});

describe('globalAveragePool', () => {
  it('is the mean over all pixels, for each image and channel', () => {
    const x = tensorOf([2, 1, 2, 2], [1, 10, 3, 30, 5, 50, 8, 80]);
    expect(numbersOf(globalAveragePool([x]))).toEqual([2, 20, 6.5, 65]);
  });

  it('does not lose small numbers beside a large one', () => {
    // In float32, 2^24 + 1 is 2^24 again; the sum here is in doubles.
    const x = tensorOf([1, 1, 4, 1], [2 ** 24, 1, 1, 2]);
    expect(numbersOf(globalAveragePool([x]))).toEqual([2 ** 22 + 1]);
  });
});

describe('globalMaxPool', () => {
  it('is the largest of all pixels, for each image and channel', () => {
    const x = tensorOf([2, 1, 2, 2], [1, 10, 3, -30, -5, -50, -8, -80]);
    expect(numbersOf(globalMaxPool([x]))).toEqual([3, 10, -5, -50]);
  });
});

describe('logSoftmax', () => {
  it('is the logarithm of softmax, row by row', () => {
    const [a, b, ...rest] = numbersOf(logSoftmax([tensorOf([2, 2], [0, Math.log(3), 5, 5])]));
    expect(a).toBeCloseTo(-Math.log(4), 6);
    expect(b).toBeCloseTo(Math.log(3 / 4), 6);
    expect(rest).toEqual([-Math.LN2, -Math.LN2].map(Math.fround));
  });

  it('runs over the last axis of any shape', () => {
    const x = tensorOf([2, 1, 1, 2], [7, 7, -100, 100]);
    expect(logSoftmax([x])).toEqual([
      tensorOf([2, 1, 1, 2], [-Math.LN2, -Math.LN2, -200, 0].map(Math.fround)),
    ]);
  });

  it('neither overflows for huge numbers nor loses small ones', () => {
    expect(numbersOf(logSoftmax([tensorOf([1, 2], [1e30, 0])]))).toEqual([0, -Math.fround(1e30)]);
    expect(numbersOf(logSoftmax([tensorOf([1, 2], [-3e38, -3e38])]))).toEqual(
      [-Math.LN2, -Math.LN2].map(Math.fround),
    );
  });
});

describe('softmax', () => {
  it('is exp(x) over the sum of all exp(x), row by row', () => {
    const x = tensorOf([2, 2], [0, Math.log(3), 5, 5]);
    const [a, b, ...rest] = numbersOf(softmax([x]));
    // ln 3 is rounded to float (2^-24 relative), and so are the results.
    expect(a).toBeCloseTo(0.25, 6);
    expect(b).toBeCloseTo(0.75, 6);
    expect(rest).toEqual([0.5, 0.5]);
  });

  it('runs over the last axis of any shape', () => {
    const x = tensorOf([2, 1, 2, 2], [0, 0, 7, 7, 1, 1, -100, 100]);
    const [y] = softmax([x]);
    expect(y).toEqual(tensorOf([2, 1, 2, 2], [0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0, 1]));
  });

  it('does not overflow for huge numbers', () => {
    const x = tensorOf([1, 3], [3e38, 3e38, -3e38]);
    expect(numbersOf(softmax([x]))).toEqual([0.5, 0.5, 0]);
  });

  it('does not underflow for very negative numbers', () => {
    expect(numbersOf(softmax([tensorOf([1, 2], [-3e38, -3e38])]))).toEqual([0.5, 0.5]);
  });
});

describe('topK', () => {
  it('gives the largest first, with their places', () => {
    const [values, indices] = topK([tensorOf([1, 5], [3, 1, 9, 7, 5])], { k: 3 });
    expect(values).toEqual(tensorOf([1, 3], [9, 7, 5]));
    expect(indices).toEqual({ dtype: 'u32', shape: [1, 3], data: new Uint32Array([2, 3, 4]) });
  });

  it('gives the lower place first where values tie', () => {
    const [, indices] = topK([tensorOf([1, 5], [1, 2, 2, 1, 2])], { k: 5 });
    expect([...(indices?.data ?? [])]).toEqual([1, 2, 4, 0, 3]);
  });

  it('ranks every row by itself', () => {
    const [values, indices] = topK([tensorOf([2, 3], [1, 2, 3, -1, -3, -2])], { k: 2 });
    expect([...(values?.data ?? [])]).toEqual([3, 2, -1, -2]);
    expect([...(indices?.data ?? [])]).toEqual([2, 1, 0, 2]);
  });
});

describe('fireExpand', () => {
  // A row of three pixels: 2·x and 1 − x of the pixel itself, and the sum of it and its neighbours.
  const inputs = [
    tensorOf([1, 1, 3, 1], [1, -3, 5]),
    tensorOf([2, 1, 1, 1], [2, -1]),
    tensorOf([2], [0, 1]),
    tensorOf([1, 1, 3, 3], Array(9).fill(1)),
    tensorOf([1], [0]),
  ];
  const shapes = [[1, 1, 3, 3]];

  it('puts the channels of both convolutions side by side, in either order', () => {
    const attributes = { activation: 'none', first: 1 } as const;
    expect(numbersOf(fireExpand(inputs, attributes, shapes))).toEqual([
      2, 0, -2, -6, 4, 3, 10, -4, 2,
    ]);
    expect(numbersOf(fireExpand(inputs, { ...attributes, first: 3 }, shapes))).toEqual([
      -2, 2, 0, 3, -6, 4, 2, 10, -4,
    ]);
  });

  it('ends in its activation', () => {
    const attributes = { activation: 'relu', first: 1 } as const;
    expect(numbersOf(fireExpand(inputs, attributes, shapes))).toEqual([2, 0, 0, 0, 4, 3, 10, 0, 2]);
  });
});

describe('expandDepthwise', () => {
  // A row of three pixels of one channel: itself plus one, and its negative; then each pixel and its left neighbour.
  const inputs = [
    tensorOf([1, 1, 3, 1], [1, -4, 2]),
    tensorOf([2, 1, 1, 1], [1, -1]),
    tensorOf([2], [1, 0]),
    tensorOf([2, 1, 1, 2], [1, 2, 10, 20]),
    tensorOf([2], [0, 5]),
  ];
  const resultOf = (activation: Activation) =>
    numbersOf(
      expandDepthwise(
        inputs,
        {
          ...{ kernel: [1, 2], strides: [1, 1], dilations: [1, 1] },
          ...{ pads: { ...NO_PADS, left: 1 }, activation },
        },
        [[1, 1, 3, 2]],
      ),
    );

  it('filters each channel of the expanded map, in a border of zeros', () => {
    // The map is 2, −1 and −3, 4 and 3, −2; its border is not 1.
    expect(resultOf('none')).toEqual([4, -15, -4, 75, 3, 5]);
  });

  it('has one activation behind each of both', () => {
    // 2, 0 and 0, 4 and 3, 0.
    expect(resultOf('relu')).toEqual([4, 5, 2, 85, 6, 45]);
    // Of at least 2, but for the border: 2, 2 and 2, 4 and 3, 2.
    expect(resultOf({ clamp: [2, 100] })).toEqual([4, 45, 6, 100, 8, 85]);
  });
});

describe('separableConv2d', () => {
  // A row of four pixels of two channels: each pixel and its right neighbour, in steps of two; then sums and differences.
  const inputs = [
    tensorOf([1, 1, 4, 2], [1, 10, 2, -20, 3, 30, -9, 40]),
    tensorOf([2, 1, 1, 2], [1, 1, 1, 2]),
    tensorOf([2], [0, 1]),
    tensorOf([3, 2, 1, 1], [1, 1, 1, -1, 0, 2]),
    tensorOf([3], [0, 0, 100]),
  ];
  const window = { kernel: [1, 2], strides: [1, 2], pads: NO_PADS, dilations: [1, 1] } as const;
  const resultOf = (depthwiseActivation: Activation, activation: Activation) =>
    numbersOf(
      separableConv2d(inputs, { ...window, depthwiseActivation, activation }, [[1, 1, 2, 3]]),
    );

  it('multiplies the depthwise map by the pointwise weights', () => {
    // The map is 3, −29 and −6, 111.
    expect(resultOf('none', 'none')).toEqual([-26, 32, 42, 105, -117, 322]);
  });

  it('has an activation behind each of both', () => {
    expect(resultOf('relu', 'none')).toEqual([3, 3, 100, 111, -111, 322]);
    expect(resultOf('none', 'relu')).toEqual([0, 32, 42, 105, 0, 322]);
  });
});

describe('fire', () => {
  // A row of three pixels of two channels, whose difference is squeezed to 1, −3 and 5, and expanded as above.
  const inputs = [
    tensorOf([1, 1, 3, 2], [3, 2, 4, 7, 6, 1]),
    tensorOf([1, 2, 1, 1], [1, -1]),
    tensorOf([1], [0]),
    tensorOf([2, 1, 1, 1], [2, -1]),
    tensorOf([2], [0, 1]),
    tensorOf([1, 1, 3, 3], Array(9).fill(1)),
    tensorOf([1], [0]),
  ];
  const shapes = [[1, 1, 3, 3]];

  it('expands what it squeezes, which is zero around the image', () => {
    const attributes = { squeeze: 'none', activation: 'none', first: 1 } as const;
    const y = [2, 0, -2, -6, 4, 3, 10, -4, 2];
    expect(numbersOf(fire(inputs, attributes, shapes))).toEqual(y);
    // A bias of the squeeze layer is none of the border.
    const [x, w0, _, ...expands] = inputs;
    const shifted = [x, w0, tensorOf([1], [10]), ...expands].flatMap((tensor) => tensor ?? []);
    expect(numbersOf(fire(shifted, attributes, shapes))).toEqual([
      22, -10, 18, 14, -6, 33, 30, -14, 22,
    ]);
  });

  it('ends both layers in their own activations', () => {
    const attributes = { squeeze: { clamp: [0, 4] }, activation: 'relu', first: 3 } as const;
    expect(numbersOf(fire(inputs, attributes, shapes))).toEqual([1, 2, 0, 5, 0, 1, 4, 8, 0]);
  });
});
