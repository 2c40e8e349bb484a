// Which words of y the parts of fire-expand take, and how their weights are packed.
import { describe, expect, it } from 'vitest';
import { f32Tensor } from '../../tensor/tensor';
import { ceilDiv } from '../../util/math';
import { operandInside, wholeOperand } from '../kernel';
import { callOf, packedBy } from '../kernels.fixtures';
import { paramsLayout } from '../params';
import { tileOf } from './conv-call';
import { fireExpand } from './fire-expand';

/** One input channel; the weights of the 1×1 part are 1, 2, …, those of the other 100, 200, …; biases the same, negative. */
function expandCall(first: 1 | 3, k1: number, k3: number, before = 0, after = 0) {
  const y = operandInside([1, 3, 3, k1 + k3], before, before + k1 + k3 + after);
  const numbers = (count: number, factor: number) =>
    Float32Array.from({ length: count }, (_, i) => factor * (i + 1));
  return callOf('fire-expand', [wholeOperand([1, 3, 3, 1])], [y], { activation: 'none', first }, [
    f32Tensor([k1, 1, 1, 1], numbers(k1, 1)),
    f32Tensor([k1], numbers(k1, -1)),
    f32Tensor([k3, 1, 3, 3], numbers(9 * k3, 100)),
    f32Tensor([k3], numbers(k3, -100)),
  ]);
}

const SMALLEST = fireExpand.variants.find(({ tile }) => tile === '4x1');

function specialized(call: ReturnType<typeof expandCall>) {
  if (!SMALLEST) throw new Error('There is no variant of one word.');
  const { params, workgroups, constants } = fireExpand.specialize(call, SMALLEST);
  const offset = paramsLayout(fireExpand.shader).fields.get('window')?.offset;
  const [w = [], bias = []] = constants.map(({ packing }) => Array.from(packedBy(packing)));
  return { words: Array.from(new Uint32Array(params, offset, 4)), workgroups, w, bias };
}

describe('fire-expand', () => {
  it.each([
    // Both aligned: a word of 1×1 filters, then two of the others.
    { call: expandCall(1, 4, 8), words: [1, 2, 0, 1] },
    { call: expandCall(3, 4, 8), words: [0, 2, 2, 1] },
    // Words that both share are the 3×3 part's.
    { call: expandCall(1, 7, 5), words: [1, 2, 0, 1] },
    { call: expandCall(3, 7, 5), words: [0, 2, 2, 1] },
    { call: expandCall(1, 2, 2), words: [0, 1, 0, 0] },
    { call: expandCall(3, 3, 3), words: [0, 1, 1, 1] },
    { call: expandCall(3, 1, 3), words: [0, 1, 1, 0] },
    // Inside a wider buffer, from channel 3 of a word on.
    { call: expandCall(1, 5, 4, 3, 2), words: [2, 1, 0, 2] },
    { call: expandCall(3, 5, 4, 3, 2), words: [0, 2, 2, 1] },
  ])('splits y into words: $words', ({ call, words }) => {
    expect(specialized(call).words).toEqual(words);
    expect(specialized(call).workgroups[1]).toBe((words[1] ?? 0) + (words[3] ?? 0));
  });

  it('packs rows of nine taps, then of one; 1×1 filters in shared words have zeros around them', () => {
    const { w, bias } = specialized(expandCall(1, 5, 2));
    // One row of nine 4×4 matrices for the shared word, and one of a single matrix.
    expect(w).toHaveLength(16 * 9 + 16);
    const columns = Array.from({ length: 9 }, (_, tap) => w.slice(16 * tap, 16 * tap + 4));
    expect(columns).toEqual(
      Array.from({ length: 9 }, (_, tap) => [
        tap === 4 ? 5 : 0,
        100 * (tap + 1),
        100 * (tap + 10),
        0,
      ]),
    );
    expect(w.slice(144, 148)).toEqual([1, 2, 3, 4]);
    expect(bias).toEqual([-5, -100, -200, 0, -1, -2, -3, -4]);
  });

  it('pads each part to whole workgroups, so that none computes both', () => {
    for (const variant of fireExpand.variants) {
      const { workgroups, constants } = fireExpand.specialize(expandCall(1, 4, 12), variant);
      const rows = tileOf(variant).words * variant.workgroup[1];
      const groups = [ceilDiv(3, rows), ceilDiv(1, rows)] as const;
      expect(workgroups).toEqual([1, groups[0] + groups[1], 1]);
      expect(constants.map(({ packing }) => packedBy(packing).length)).toEqual([
        16 * rows * (9 * groups[0] + groups[1]),
        4 * rows * (groups[0] + groups[1]),
      ]);
    }
  });
});
