// The op fire-expand: its shape, and which convolutions can be its parts.
import { describe, expect, it } from 'vitest';
import { GraphError } from '../../errors';
import type { Shape } from '../../tensor/tensor';
import { convAttributes, inferFrom, nodeOf } from '../ops.fixtures';
import { evenPads } from '../window';
import { partSide } from './fire-expand';

const INPUTS: readonly Shape[] = [[2, 5, 7, 3], [4, 3, 1, 1], [4], [6, 3, 3, 3], [6]];

function infer(inputs: readonly Shape[]) {
  const names = inputs.map((_, index) => `in${index}`);
  return inferFrom(nodeOf('fire-expand', 'y', names, { activation: 'relu', first: 3 }), inputs);
}

describe('shapes of fire-expand', () => {
  it('has the size of x and the filters of both parts', () => {
    expect(infer(INPUTS)).toEqual([{ shape: [2, 5, 7, 10], dtype: 'f32' }]);
  });

  it.each<[string, number, Shape, RegExp]>([
    ['other windows of the 1×1 part', 1, [4, 3, 3, 3], /has kernel 1,1 but weights/],
    ['other windows of the 3×3 part', 3, [6, 3, 1, 1], /has kernel 3,3 but weights/],
    ['weights of other channels', 3, [6, 4, 3, 3], /to 3 channels/],
    ['a bias of another length', 4, [5], /needs a bias of 6/],
  ])('refuses %s', (_, position, shape, message) => {
    const inputs = INPUTS.map((given, index) => (index === position ? shape : given));
    expect(() => infer(inputs)).toThrow(GraphError);
    expect(() => infer(inputs)).toThrow(message);
  });

  it('refuses to do without a bias', () => {
    expect(() => infer(INPUTS.slice(0, 4))).toThrow(/needs x, w1, b1, w3 and b3/);
  });
});

describe('partSide', () => {
  const window = { kernel: [3, 3], pads: evenPads(1) } as const;

  it('knows both parts by their windows, whatever their activations', () => {
    expect(partSide(convAttributes({ kernel: [1, 1], activation: 'silu' }))).toBe(1);
    expect(partSide(convAttributes(window))).toBe(3);
  });

  it.each([
    { ...window, pads: { ...evenPads(1), right: 0 } },
    { ...window, strides: [1, 2] as const },
    { ...window, dilations: [2, 1] as const },
    { ...window, groups: 3 },
    { kernel: [1, 1] as const, pads: evenPads(1) },
    { kernel: [1, 1] as const, prologue: 'relu' as const },
    { kernel: [3, 1] as const, pads: evenPads(1) },
  ])('refuses others: %o', (given) => {
    expect(partSide(convAttributes(given))).toBeNull();
  });
});
