// Which fire modules the kernel takes, what its workgroups compute, and how the squeeze layer's weights are packed.
import { describe, expect, it } from 'vitest';
import type { FireAttributes } from '../../ops/conv/fire';
import { f32Tensor, type Shape, zeros } from '../../tensor/tensor';
import { operandInside, wholeOperand } from '../kernel';
import { callOf, packedBy } from '../kernels.fixtures';
import { paramsLayout } from '../params';
import { tileOf } from './conv-call';
import { fire } from './fire';

/** x of 6 channels → a squeeze layer → 8 channels of each part. */
function fireCall(
  squeezed: number,
  given: Partial<FireAttributes> = {},
  [n = 1, h = 13, w = 13]: Shape = [],
) {
  const attributes = { squeeze: 'relu', activation: 'relu', first: 1, ...given };
  return callOf('fire', [wholeOperand([n, h, w, 6])], [wholeOperand([n, h, w, 16])], attributes, [
    ...[zeros([squeezed, 6, 1, 1]), zeros([squeezed])],
    ...[zeros([8, squeezed, 1, 1]), zeros([8])],
    ...[zeros([8, squeezed, 3, 3]), zeros([8])],
  ]);
}

function specialized(call: ReturnType<typeof fireCall>, tile = '4x1') {
  const variant = fire.variants.find((each) => each.tile === tile);
  if (!variant) throw new Error(`There is no variant of ${tile}.`);
  const { params, code, workgroups } = fire.specialize(call, variant);
  const { fields } = paramsLayout(fire.shader);
  const wordsAt = (name: string, count: number) =>
    Array.from(new Uint32Array(params, fields.get(name)?.offset, count));
  return { code, workgroups, words: wordsAt('squeeze_words', 1), area: wordsAt('area', 2) };
}

describe('fire', () => {
  it.each([
    [1, 8, 512],
    [16, 8, 512],
    [20, 8, 512],
    [32, 8, 1024],
    [40, 8, 1024],
    [41, 7, 1024],
    [48, 6, 1024],
    [64, 4, 1024],
    [136, 1, 1024],
  ])(
    'computes as many rows as workgroup memory holds: %d channels, %d rows',
    (squeezed, rows, staged) => {
      const call = fireCall(squeezed);
      expect(fire.accepts(call)).toBe(true);
      const { area, words, code } = specialized(call);
      expect(area).toEqual([rows, 8]);
      expect(code).toContain(`const STAGED=${staged}u;`);
      const needed = (rows + 2) * 10 * (words[0] ?? 0);
      expect(needed).toBeLessThanOrEqual(staged);
      // Another row does not fit, or is not wanted.
      expect(rows === 8 || needed + 10 * (words[0] ?? 0) > 1024).toBe(true);
    },
  );

  it('refuses squeeze layers that do not fit, or that end in what is no bounds', () => {
    expect(fire.accepts(fireCall(137))).toBe(false);
    expect(fire.accepts(fireCall(8, { squeeze: { clamp: [0, 6] } }))).toBe(true);
    expect(fire.accepts(fireCall(8, { squeeze: 'silu' }))).toBe(false);
    const quantize = { scale: 1, low: 0, high: 3 };
    expect(fire.accepts(fireCall(8, { squeeze: { quantize } }))).toBe(false);
    expect(fire.accepts(fireCall(8, { activation: { quantize } }))).toBe(true);
  });

  it('covers every image by itself', () => {
    expect(specialized(fireCall(16, {}, [3, 17, 9])).workgroups).toEqual([2, 3 * 3, 1]);
    expect(specialized(fireCall(64, {}, [2, 17, 8])).workgroups).toEqual([1, 2 * 5, 1]);
  });

  it('shares the words of the larger part among workgroups', () => {
    for (const variant of fire.variants) {
      const y = operandInside([1, 4, 4, 300], 0, 300);
      const call = callOf('fire', [wholeOperand([1, 4, 4, 6])], [y], fireCall(4).attributes, [
        ...[zeros([4, 6, 1, 1]), zeros([4])],
        ...[zeros([100, 4, 1, 1]), zeros([100]), zeros([200, 4, 3, 3]), zeros([200])],
      ]);
      const share = tileOf(variant).words * variant.workgroup[1];
      expect(fire.specialize(call, variant).workgroups[2]).toBe(Math.ceil(50 / share));
    }
  });

  it('packs the squeeze layer by words of x, then the expand layers by its own', () => {
    const numbers = (shape: Shape, factor: number) => {
      const { length } = zeros(shape).data;
      return f32Tensor(
        shape,
        Float32Array.from({ length }, (_, i) => factor * (i + 1)),
      );
    };
    const x = operandInside([1, 2, 2, 2], 3, 6);
    const call = callOf('fire', [x], [wholeOperand([1, 2, 2, 8])], fireCall(1).attributes, [
      ...[numbers([2, 2, 1, 1], 1), numbers([2], -1)],
      ...[numbers([4, 2, 1, 1], 10), numbers([4], -10)],
      ...[numbers([4, 2, 3, 3], 100), numbers([4], -100)],
    ]);
    const [variant] = fire.variants;
    if (!variant) throw new Error('There is no variant.');
    const [w0 = [], b0 = [], w = [], b = []] = fire
      .specialize(call, variant)
      .constants.map(({ packing }) => Array.from(packedBy(packing)));
    // x's channels are the last lane of one word and the first of the next.
    expect(w0).toHaveLength(2 * 16);
    expect(w0.slice(12, 20)).toEqual([1, 3, 0, 0, 2, 4, 0, 0]);
    expect(w0.filter((value) => value !== 0)).toHaveLength(4);
    expect(b0).toEqual([-1, -2, 0, 0]);
    // Eight rows of nine taps, then eight of one; of the first rows, the first tap and the centre.
    expect(w).toHaveLength(16 * 8 * (9 + 1));
    expect(w.slice(0, 8)).toEqual([100, 1900, 3700, 5500, 1000, 2800, 4600, 6400]);
    expect(w.slice(16 * 72, 16 * 72 + 8)).toEqual([10, 30, 50, 70, 20, 40, 60, 80]);
    expect(b).toHaveLength(4 * 16);
    expect(b.slice(0, 4)).toEqual([-100, -200, -300, -400]);
    expect(b.slice(32, 36)).toEqual([-10, -20, -30, -40]);
  });
});
