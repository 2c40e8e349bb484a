// The op fire: its shape.
import { describe, expect, it } from 'vitest';
import { GraphError } from '../../errors';
import type { Shape } from '../../tensor/tensor';
import { inferFrom, nodeOf } from '../ops.fixtures';

const INPUTS: readonly Shape[] = [
  ...[[2, 5, 7, 8], [3, 8, 1, 1], [3]],
  ...[[4, 3, 1, 1], [4], [6, 3, 3, 3], [6]],
];
const ATTRIBUTES = { squeeze: 'none', activation: 'relu', first: 3 } as const;

function infer(inputs: readonly Shape[]) {
  const names = inputs.map((_, index) => `in${index}`);
  return inferFrom(nodeOf('fire', 'y', names, ATTRIBUTES), inputs);
}

describe('shapes of fire', () => {
  it('has the size of x and the filters of both expand layers', () => {
    expect(infer(INPUTS)).toEqual([{ shape: [2, 5, 7, 10], dtype: 'f32' }]);
  });

  it.each<[string, number, Shape, RegExp]>([
    ['another window of the squeeze layer', 1, [3, 8, 3, 3], /has kernel 1,1 but weights/],
    ['a squeeze layer of other channels', 1, [3, 7, 1, 1], /to 8 channels/],
    ['a bias of another length', 2, [4], /needs a bias of 3/],
    ['expand layers of x’s channels', 3, [4, 8, 1, 1], /to 3 channels/],
    ['other windows of the 3×3 part', 5, [6, 3, 1, 1], /has kernel 3,3 but weights/],
  ])('refuses %s', (_, position, shape, message) => {
    const inputs = INPUTS.map((given, index) => (index === position ? shape : given));
    expect(() => infer(inputs)).toThrow(GraphError);
    expect(() => infer(inputs)).toThrow(message);
  });

  it('refuses to do without a bias', () => {
    expect(() => infer(INPUTS.slice(0, 6))).toThrow(/needs x, w0, b0, w1, b1, w3 and b3/);
  });
});
