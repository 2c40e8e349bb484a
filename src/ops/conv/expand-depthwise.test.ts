// The op expand-depthwise: its shape, and the convolutions that it stands for.
import { describe, expect, it } from 'vitest';
import { GraphError } from '../../errors';
import type { Shape } from '../../tensor/tensor';
import { RELU6 } from '../elementwise/functions';
import { convAttributes, inferFrom, nodeOf } from '../ops.fixtures';
import { evenPads } from '../window';
import { type ExpandDepthwiseAttributes, expandDepthwiseParts } from './expand-depthwise';

const INPUTS: readonly Shape[] = [[2, 5, 7, 3], [6, 3, 1, 1], [6], [6, 1, 3, 3], [6]];
const ATTRIBUTES: ExpandDepthwiseAttributes = {
  kernel: [3, 3],
  strides: [2, 1],
  pads: evenPads(1),
  dilations: [1, 2],
  activation: RELU6,
};

function infer(inputs: readonly Shape[], given: Partial<ExpandDepthwiseAttributes> = {}) {
  const names = inputs.map((_, index) => `in${index}`);
  const node = nodeOf('expand-depthwise', 'y', names, { ...ATTRIBUTES, ...given });
  return inferFrom(node, inputs);
}

describe('shapes of expand-depthwise', () => {
  it('has the pixels of the depthwise window and the filters of the pointwise one', () => {
    expect(infer(INPUTS)).toEqual([{ shape: [2, 3, 5, 6], dtype: 'f32' }]);
  });

  it.each<[string, number, Shape, RegExp]>([
    ['a pointwise window', 1, [6, 3, 3, 3], /has kernel 1,1 but weights/],
    ['pointwise weights of other channels', 1, [6, 4, 1, 1], /to 3 channels/],
    ['a pointwise bias of another length', 2, [5], /needs a bias of 6/],
    ['another window', 3, [6, 1, 3, 5], /has kernel 3,3 but weights/],
    ['several filters for a channel', 3, [12, 1, 3, 3], /a filter for each of 6 channels/],
    ['filters of several channels', 3, [6, 3, 3, 3], /with 6 group\(s\) cannot apply/],
    ['a depthwise bias of another length', 4, [4], /needs a bias of 6/],
    ['vectors', 0, [2, 3], /needs a feature map/],
  ])('refuses %s', (_, position, shape, message) => {
    const inputs = INPUTS.map((given, index) => (index === position ? shape : given));
    expect(() => infer(inputs)).toThrow(GraphError);
    expect(() => infer(inputs)).toThrow(message);
  });

  it('refuses to do without a bias, and windows that find no place', () => {
    expect(() => infer(INPUTS.slice(0, 4))).toThrow(/needs x, we, be, wd and bd/);
    expect(() => infer(INPUTS, { dilations: [1, 5] })).toThrow(/larger than its 5×7 input/);
  });
});

it('stands for two convolutions: one of points, and one in groups of one channel', () => {
  const { activation: _, ...window } = ATTRIBUTES;
  expect(expandDepthwiseParts(ATTRIBUTES, 6)).toEqual({
    pointwise: convAttributes({ activation: RELU6 }),
    depthwise: { ...window, groups: 6, activation: RELU6 },
  });
});
