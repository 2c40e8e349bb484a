// What expand-depthwise takes, what its workgroups compute, and how its weights are packed.
import { describe, expect, it } from 'vitest';
import type { ExpandDepthwiseAttributes } from '../../ops/conv/expand-depthwise';
import { evenPads } from '../../ops/window';
import { f32Tensor, type Shape } from '../../tensor/tensor';
import { product } from '../../util/math';
import { type Operand, operandInside, wholeOperand } from '../kernel';
import { callOf, packedBy } from '../kernels.fixtures';
import { paramsLayout } from '../params';
import { expandDepthwise } from './expand-depthwise';

/** x [2, 20, 17, 2] → y with as many channels as it says; all weights are told apart by their numbers. */
function expandCall(y: Operand, given: Partial<ExpandDepthwiseAttributes> = {}) {
  const attributes: ExpandDepthwiseAttributes = {
    kernel: [3, 3],
    strides: [1, 1],
    pads: evenPads(1),
    dilations: [1, 1],
    activation: 'relu',
    ...given,
  };
  const k = y.shape.at(-1) ?? 0;
  const numbers = (first: number, shape: Shape) =>
    f32Tensor(
      shape,
      Float32Array.from({ length: product(shape) }, (_, index) => first + index),
    );
  return callOf('expand-depthwise', [wholeOperand([2, 20, 17, 2])], [y], attributes, [
    ...[numbers(100, [k, 2, 1, 1]), numbers(10, [k])],
    ...[numbers(200, [k, 1, ...attributes.kernel]), numbers(20, [k])],
  ]);
}

const WHOLE = wholeOperand([2, 20, 17, 40]);
const HALF_SIZE = wholeOperand([2, 10, 9, 40]);

function specialized(call: ReturnType<typeof expandCall>, tile = '4x1') {
  const variant = expandDepthwise.variants.find((each) => each.tile === tile);
  if (!variant) throw new Error(`There is no variant of ${tile}.`);
  const { params, code, overrides, workgroups, constants } = expandDepthwise.specialize(
    call,
    variant,
  );
  const { fields } = paramsLayout(expandDepthwise.shader);
  const rows = new DataView(params).getUint32(fields.get('rows')?.offset ?? 0, true);
  return {
    rows,
    code,
    overrides,
    workgroups,
    packed: constants.map(({ packing }) => [...packedBy(packing)]),
  };
}

describe('expand-depthwise', () => {
  it('takes every activation but steps, and windows that fit into workgroup memory', () => {
    for (const activation of ['none', 'relu', 'silu', { clamp: [0, 6] }] as const)
      expect(expandDepthwise.accepts(expandCall(WHOLE, { activation }))).toBe(true);
    const quantize = { scale: 1, low: 0, high: 3 };
    expect(expandDepthwise.accepts(expandCall(WHOLE, { activation: { quantize } }))).toBe(false);
    const call = expandCall(WHOLE);
    expect(expandDepthwise.accepts({ ...call, constants: call.constants.slice(0, 3) })).toBe(false);
    // 8 words of 15 columns: 8 rows of them, and 9.
    expect(expandDepthwise.accepts(expandCall(WHOLE, { kernel: [8, 8] }))).toBe(true);
    expect(expandDepthwise.accepts(expandCall(WHOLE, { kernel: [9, 8] }))).toBe(false);
  });

  it.each([
    // 10×10 pixels of 4 and 8 words; 17 columns with stride 2: of 17 rows, 15 and 7 fit.
    { y: WHOLE, strides: [1, 1], tile: '4x1', rows: 8, staged: 512, grid: [3, 6, 10 / 4] },
    { y: WHOLE, strides: [1, 1], tile: '4x2', rows: 8, staged: 1024, grid: [3, 6, 10 / 8] },
    { y: HALF_SIZE, strides: [2, 2], tile: '4x1', rows: 7, staged: 1024, grid: [2, 4, 10 / 4] },
    { y: HALF_SIZE, strides: [2, 2], tile: '4x2', rows: 3, staged: 1024, grid: [2, 8, 10 / 8] },
  ] as const)('computes as many rows as fit: %o', ({ y, strides, tile, rows, staged, grid }) => {
    const { code, overrides, ...result } = specialized(expandCall(y, { strides }), tile);
    expect(result.rows).toBe(rows);
    expect(code).toContain(`const STAGED=${staged}u;`);
    expect(overrides).toMatchObject({ COLUMNS: 8 });
    expect(result.workgroups).toEqual(grid.map(Math.ceil));
  });

  it('packs both layers in the lanes of y, which the map has too', () => {
    const { packed } = specialized(expandCall(operandInside([2, 20, 17, 2], 3, 8)));
    const [expand = [], expandBias = [], filters = [], bias = []] = packed;
    // Channels 3 and 4 of the buffer: the last lane of one word, the first one of the next; 4 words a workgroup.
    expect(expand).toHaveLength(4 * 16);
    const given = (numbers: number[]) =>
      numbers.flatMap((value, index) => (value === 0 ? [] : [[index, value]]));
    expect(given(expand)).toEqual([
      [3, 100],
      [7, 101],
      [16, 102],
      [20, 103],
    ]);
    expect(given(expandBias)).toEqual([
      [3, 10],
      [4, 11],
    ]);
    expect(filters).toHaveLength(9 * 8);
    expect(filters.slice(0, 8)).toEqual([0, 0, 0, 200, 209, 0, 0, 0]);
    expect(bias).toEqual([0, 0, 0, 20, 21, 0, 0, 0]);
  });
});
