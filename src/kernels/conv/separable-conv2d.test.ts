// What separable-conv2d takes, how its weights are packed, and how often it computes its map.
import { describe, expect, it } from 'vitest';
import type { SeparableConv2dAttributes } from '../../ops/conv/separable-conv2d';
import { evenPads } from '../../ops/window';
import { f32Tensor } from '../../tensor/tensor';
import { type Operand, operandInside, wholeOperand } from '../kernel';
import { callOf, packedBy } from '../kernels.fixtures';
import { paramsLayout } from '../params';
import { separableConv2d } from './separable-conv2d';

/** x [1, 5, 4, 2] → y [1, 3, 2, k], by 3×3 windows with stride 2; all weights are told apart by their numbers. */
function separableCall(k: number, x: Operand, given: Partial<SeparableConv2dAttributes> = {}) {
  const attributes: SeparableConv2dAttributes = {
    kernel: [3, 3],
    strides: [2, 2],
    pads: { ...evenPads(1), left: 2 },
    dilations: [1, 1],
    depthwiseActivation: { clamp: [-1, 6] },
    activation: 'relu',
    ...given,
  };
  const numbers = (first: number, length: number) =>
    Float32Array.from({ length }, (_, index) => first + index);
  return callOf('separable-conv2d', [x], [wholeOperand([1, 3, 2, k])], attributes, [
    f32Tensor([2, 1, 3, 3], numbers(100, 18)),
    f32Tensor([2], numbers(10, 2)),
    f32Tensor([k, 2, 1, 1], numbers(200, 2 * k)),
    f32Tensor([k], numbers(20, k)),
  ]);
}

const WHOLE = wholeOperand([1, 5, 4, 2]);
const [SMALLEST, , WIDEST] = separableConv2d.variants;
if (!SMALLEST || !WIDEST) throw new Error('There are no three variants.');

describe('separable-conv2d', () => {
  it('takes maps within bounds, and no others', () => {
    for (const depthwiseActivation of ['none', 'relu', { clamp: [0, 6] }] as const)
      expect(separableConv2d.accepts(separableCall(4, WHOLE, { depthwiseActivation }))).toBe(true);
    for (const depthwiseActivation of ['silu', { leakyRelu: 0.1 }] as const)
      expect(separableConv2d.accepts(separableCall(4, WHOLE, { depthwiseActivation }))).toBe(false);
    const call = separableCall(4, WHOLE);
    expect(separableConv2d.accepts({ ...call, constants: call.constants.slice(0, 3) })).toBe(false);
  });

  it('says where windows lie and what the map is limited to', () => {
    const { params } = separableConv2d.specialize(separableCall(4, WHOLE), SMALLEST);
    const { fields } = paramsLayout(separableConv2d.shader);
    const view = new DataView(params);
    const at = (name: string) => fields.get(name)?.offset ?? Number.NaN;
    const whole = (name: string) => [0, 4].map((offset) => view.getUint32(at(name) + offset, true));
    expect(whole('in_hw')).toEqual([5, 4]);
    expect(whole('out_hw')).toEqual([3, 2]);
    expect(whole('pad')).toEqual([1, 2]);
    expect([0, 4].map((offset) => view.getFloat32(at('bounds') + offset, true))).toEqual([-1, 6]);
  });

  it('packs both layers in the lanes of x, which the map has too', () => {
    const inside = operandInside([1, 5, 4, 2], 3, 8);
    const { constants } = separableConv2d.specialize(separableCall(1, inside), SMALLEST);
    const [filters = [], biases = [], weights = [], bias = []] = constants.map(({ packing }) => [
      ...packedBy(packing),
    ]);
    // Channels 3 and 4 of the buffer: the last lane of one word, the first one of the next.
    expect(filters).toHaveLength(9 * 8);
    expect(filters.slice(0, 8)).toEqual([0, 0, 0, 100, 109, 0, 0, 0]);
    expect(filters.slice(64)).toEqual([0, 0, 0, 108, 117, 0, 0, 0]);
    expect(biases).toEqual([0, 0, 0, 10, 11, 0, 0, 0]);
    // Two matrices of four columns each, for every word that a workgroup computes.
    expect(weights).toHaveLength(8 * 2 * 16);
    expect(weights.flatMap((value, index) => (value === 0 ? [] : [[index, value]]))).toEqual([
      [3 * 4, 200],
      [16, 201],
    ]);
    expect(bias).toEqual([20, ...Array(31).fill(0)]);
  });

  it('computes the map once for every row of workgroups', () => {
    const grid = (k: number, variant = SMALLEST) =>
      separableConv2d.specialize(separableCall(k, WHOLE), variant).workgroups;
    expect(grid(32)).toEqual([1, 1, 1]);
    expect(grid(36)).toEqual([1, 2, 1]);
    expect(grid(128)).toEqual([1, 4, 1]);
    expect(grid(128, WIDEST)).toEqual([1, 1, 1]);
  });
});
