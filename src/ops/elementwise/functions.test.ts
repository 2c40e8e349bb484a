// Activations by hand: what every kernel's epilogue has to compute.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evenPads, isPointwise, NO_PADS } from '../window';
import { type Activation, activate, activationName, RELU6 } from './functions';

function apply(activation: Activation, ...xs: number[]): number[] {
  return xs.map((x) => activate(x, activation));
}

describe('activate', () => {
  it('none gives x, relu lifts negative numbers to zero', () => {
    expect(apply('none', -2, 0, 3)).toEqual([-2, 0, 3]);
    expect(apply('relu', -2, 0, 3)).toEqual([0, 0, 3]);
  });

  it('clamp limits to both ends', () => {
    expect(apply({ clamp: [-1, 2] }, -3, -1, 0.5, 2, 7)).toEqual([-1, -1, 0.5, 2, 2]);
    expect(apply(RELU6, -1, 0, 3, 6, 6.5)).toEqual([0, 0, 3, 6, 6]);
  });

  it('sigmoid is 1 / (1 + exp(−x)), without overflow', () => {
    const [a = 0, ...rest] = apply('sigmoid', Math.log(3), 0, -1000, 1000);
    expect(a).toBeCloseTo(0.75, 15);
    expect(rest).toEqual([0.5, 0, 1]);
  });

  it('tanh is (e^2x − 1) / (e^2x + 1)', () => {
    const [a = 0, ...rest] = apply('tanh', Math.log(2), 0, -1000, 1000);
    expect(a).toBeCloseTo(0.6, 15);
    expect(rest).toEqual([0, -1, 1]);
  });

  it('hard-swish is x · relu6(x + 3) / 6', () => {
    expect(apply('hard-swish', -4, -3, -1.5, 0, 1, 3, 5)).toEqual([-0, -0, -0.375, 0, 4 / 6, 3, 5]);
  });

  it('silu is x · sigmoid(x), without overflow', () => {
    const [a = 0, ...rest] = apply('silu', Math.log(3), 0, -1000, 1000);
    expect(a).toBeCloseTo(0.75 * Math.log(3), 15);
    expect(rest).toEqual([0, -0, 1000]);
  });

  it('leakyRelu scales negative numbers', () => {
    expect(apply({ leakyRelu: 0.25 }, -8, -0.5, 0, 3)).toEqual([-2, -0.125, 0, 3]);
  });

  it('elu is a · (exp(x) − 1) below zero, exact beside it', () => {
    const [a = 0, small, ...rest] = apply({ elu: 2 }, -Math.log(4), -1e-12, 0, 3, -1000);
    expect(a).toBeCloseTo(2 * (1 / 4 - 1), 15);
    expect(small).toBeCloseTo(-2e-12, 23);
    expect(rest).toEqual([0, 3, -2]);
  });

  it('hardSigmoid is a line between 0 and 1', () => {
    expect(apply({ hardSigmoid: [0.25, 0.5] }, -3, -2, -1, 0, 1, 2, 3)).toEqual([
      0, 0, 0.25, 0.5, 0.75, 1, 1,
    ]);
  });

  it('quantize rounds to multiples of the scale, halves to the even one', () => {
    const quantize = { scale: 0.5, low: -2, high: 2 };
    const halves = [-1.25, -0.75, -0.25, 0.25, 0.75, 1.25];
    expect(apply({ quantize }, ...halves)).toEqual([-1, -1, 0, 0, 1, 1]);
    expect(apply({ quantize }, 0.3, 0.2, 1.1, -0.3)).toEqual([0.5, 0, 1, -0.5]);
  });

  it('quantize limits to its ends', () => {
    const quantize = { scale: 0.5, low: -1, high: 1.5 };
    expect(apply({ quantize }, -9, 9, Number.POSITIVE_INFINITY)).toEqual([-1, 1.5, 1.5]);
  });

  it('quantize gives the nearest value that its tensor can hold', () => {
    const values = Array.from({ length: 256 }, (_, q) => (q - 100) * 0.25);
    const quantize = { scale: 0.25, low: -25, high: 38.75 };
    fc.assert(
      fc.property(fc.double({ min: -50, max: 50, noNaN: true }), (x) => {
        const y = activate(x, { quantize });
        const nearest = Math.min(...values.map((value) => Math.abs(value - x)));
        expect(values).toContain(y === 0 ? 0 : y);
        expect(Math.abs(y - x)).toBe(nearest);
      }),
    );
  });
});

describe('activationName', () => {
  it('tells relu6 from other limits', () => {
    const named = ['relu', RELU6, { clamp: [0, 1] }, { clamp: [-6, 6] }] satisfies Activation[];
    expect(named.map(activationName)).toEqual(['relu', 'relu6', 'clamp', 'clamp']);
    expect(activationName({ quantize: { scale: 1, low: 0, high: 255 } })).toBe('quantize');
  });

  it('leaves parameters out', () => {
    const named = [
      'silu',
      { leakyRelu: 0.1 },
      { elu: 1 },
      { hardSigmoid: [0.2, 0.5] },
    ] satisfies Activation[];
    expect(named.map(activationName)).toEqual(['silu', 'leaky-relu', 'elu', 'hard-sigmoid']);
  });
});

describe('isPointwise', () => {
  it('is true of 1×1 windows with stride 1 and no border', () => {
    const window = { kernel: [1, 1], strides: [1, 1], pads: NO_PADS } as const;
    expect(isPointwise(window)).toBe(true);
    expect(isPointwise({ ...window, kernel: [1, 3] })).toBe(false);
    expect(isPointwise({ ...window, strides: [2, 1] })).toBe(false);
    expect(isPointwise({ ...window, pads: { ...evenPads(0), left: 1 } })).toBe(false);
  });
});
