// Sums, products and the like of two values, the second of which may repeat; reshapes and borders.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { computing, counting, numbersOf, randomTensor, tensorOf } from '../ops/compute.fixtures';

const activation = computing('activation');
const add = computing('add');
const biasAdd = computing('bias-add');
const div = computing('div');
const mul = computing('mul');
const pad2d = computing('pad2d');
const prelu = computing('prelu');
const reshape = computing('reshape');
const sub = computing('sub');

const NONE = { activation: 'none' } as const;

describe('add', () => {
  it('adds element by element', () => {
    const [a, b] = [counting([1, 1, 2, 2]), tensorOf([1, 1, 2, 2], [10, 20, 30, 40])];
    expect(numbersOf(add([a, b], NONE))).toEqual([11, 22, 33, 44]);
  });

  it('repeats one vector per image over its pixels', () => {
    const b = tensorOf([2, 1, 1, 2], [10, 20, 30, 40]);
    expect(numbersOf(add([counting([2, 1, 2, 2]), b], NONE))).toEqual([
      11, 22, 13, 24, 35, 46, 37, 48,
    ]);
  });

  it('repeats one vector over everything', () => {
    const b = tensorOf([2], [10, 20]);
    expect(numbersOf(add([counting([2, 1, 2, 2]), b], NONE))).toEqual([
      11, 22, 13, 24, 15, 26, 17, 28,
    ]);
    expect(numbersOf(add([counting([2, 2]), b], NONE))).toEqual([11, 22, 13, 24]);
  });

  it('ends in its activation', () => {
    const inputs = [tensorOf([1, 4], [-3, 1, 4, 9]), tensorOf([4], [1, 1, 1, 1])];
    expect(numbersOf(add(inputs, { activation: 'relu' }))).toEqual([0, 2, 5, 10]);
    expect(numbersOf(add(inputs, { activation: { clamp: [0, 6] } }))).toEqual([0, 2, 5, 6]);
  });
});

describe('mul', () => {
  it('multiplies element by element', () => {
    const [a, b] = [counting([1, 1, 2, 2]), tensorOf([1, 1, 2, 2], [10, 20, 30, 40])];
    expect(numbersOf(mul([a, b], NONE))).toEqual([10, 40, 90, 160]);
  });

  it('scales the channels of each image by its own vector', () => {
    const b = tensorOf([2, 1, 1, 2], [0, 1, 10, -1]);
    expect(numbersOf(mul([counting([2, 1, 2, 2]), b], NONE))).toEqual([0, 2, 0, 4, 50, -6, 70, -8]);
  });

  it('ends in its activation', () => {
    const inputs = [tensorOf([1, 3], [-2, 1, 3]), tensorOf([3], [2, 2, 3])];
    expect(numbersOf(mul(inputs, { activation: { clamp: [-1, 6] } }))).toEqual([-1, 2, 6]);
  });
});

describe('sub', () => {
  it('takes the second from the first, element by element and repeated', () => {
    const a = counting([2, 1, 1, 2]);
    expect(numbersOf(sub([a, tensorOf([2, 1, 1, 2], [10, 20, 30, 40])], NONE))).toEqual([
      -9, -18, -27, -36,
    ]);
    expect(numbersOf(sub([a, tensorOf([2], [1, 10])], NONE))).toEqual([0, -8, 2, -6]);
    expect(numbersOf(sub([a, tensorOf([2], [1, 10])], { activation: 'relu' }))).toEqual([
      0, 0, 2, 0,
    ]);
  });
});

describe('div', () => {
  it('divides the first by the second, element by element and repeated', () => {
    const a = tensorOf([2, 1, 1, 2], [3, -8, 5, 12]);
    expect(numbersOf(div([a, tensorOf([2, 1, 1, 2], [2, 4, -1, 8])], NONE))).toEqual([
      1.5, -2, -5, 1.5,
    ]);
    expect(numbersOf(div([a, tensorOf([2], [2, 4])], NONE))).toEqual([1.5, -2, 2.5, 3]);
    expect(numbersOf(div([a, tensorOf([2], [2, 4])], { activation: 'relu' }))).toEqual([
      1.5, 0, 2.5, 3,
    ]);
  });

  it('by zero is infinite', () => {
    const inputs = [tensorOf([1, 2], [3, -3]), tensorOf([1, 2], [0, 0])];
    expect(numbersOf(div(inputs, NONE))).toEqual([
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
    ]);
  });
});

describe('prelu', () => {
  it('scales negative numbers by the slope of their channel', () => {
    const a = tensorOf([1, 1, 2, 2], [-4, -4, 3, -0.5]);
    expect(numbersOf(prelu([a, tensorOf([2], [0.5, -2])], NONE))).toEqual([-2, 8, 3, 1]);
  });

  it('ends in its activation', () => {
    const inputs = [tensorOf([1, 2], [-4, 9]), tensorOf([2], [0.5, 0.5])];
    expect(numbersOf(prelu(inputs, { activation: { clamp: [-1, 6] } }))).toEqual([-1, 6]);
  });
});

describe('repeating', () => {
  const size = fc.integer({ min: 1, max: 4 });
  const shape = fc.tuple(size, size, size, size);

  it('is what writing the vectors out would give', () => {
    fc.assert(
      fc.property(shape, ([n, h, w, c]) => {
        const a = randomTensor([n, h, w, c], 1);
        const b = randomTensor([n, 1, 1, c], 2);
        const image = (i: number) => Math.floor(i / (h * w * c));
        const written = Array.from(a.data, (_, i) => b.data[image(i) * c + (i % c)] ?? 0);
        const full = tensorOf([n, h, w, c], written);
        expect(add([a, b], NONE)).toEqual(add([a, full], NONE));
        expect(mul([a, b], NONE)).toEqual(mul([a, full], NONE));
      }),
    );
  });

  it('adds a vector as bias-add does, and activates as activation does', () => {
    fc.assert(
      fc.property(shape, (sizes) => {
        const inputs = [randomTensor(sizes, 1), randomTensor(sizes.slice(3), 2)];
        expect(add(inputs, NONE)).toEqual(biasAdd(inputs));
        expect(add(inputs, { activation: 'relu' })).toEqual(
          activation(biasAdd(inputs), { activation: 'relu' }),
        );
      }),
    );
  });
});

describe('reshape', () => {
  it('keeps the numbers in order, in memory of their own', () => {
    const x = counting([2, 1, 2, 3]);
    const [y] = reshape([x], { shape: [2, 6] });
    expect(y).toEqual(counting([2, 6]));
    expect(y?.data).not.toBe(x.data);
  });
});

describe('pad2d', () => {
  it('puts a border of its own width at each side', () => {
    const pads = { top: 1, left: 2, bottom: 0, right: 1 };
    expect(numbersOf(pad2d([counting([1, 2, 1, 1])], { pads, value: -5 }, [[1, 3, 4, 1]]))).toEqual(
      [-5, -5, -5, -5, -5, -5, 1, -5, -5, -5, 2, -5],
    );
  });

  it('keeps images and channels apart', () => {
    const pads = { top: 0, left: 0, bottom: 1, right: 1 };
    const [y] = pad2d([counting([2, 1, 1, 2])], { pads, value: 0 }, [[2, 2, 2, 2]]);
    expect(y).toEqual(tensorOf([2, 2, 2, 2], [1, 2, 0, 0, 0, 0, 0, 0, 3, 4, 0, 0, 0, 0, 0, 0]));
  });
});
