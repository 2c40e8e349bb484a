// Coded weights as tensors: what the codes stand for, decoded when it is asked for.
import { describe, expect, it } from 'vitest';
import { CODES_PER_RUN, type CodedWeights, decodeWeights, gapBefore } from './coded-weights';
import { codedTensor } from './compressed-tensor';

/** Gaps 1, 0, 15, 2, the third code a filler. */
const CODED: CodedWeights = {
  codebook: Float32Array.of(9, -1, 0.5),
  codes: Uint8Array.of(1, 2, 0, 1),
  gaps: Uint8Array.of(0x01, 0x2f),
  runStarts: Uint32Array.of(0),
};

describe('coded weights', () => {
  it('stand at the sum of the gaps before them, and fillers nowhere', () => {
    expect([0, 1, 2, 3].map((i) => gapBefore(CODED.gaps, i))).toEqual([1, 0, 15, 2]);
    const weights = decodeWeights(CODED, 24);
    expect([...weights.entries()].filter(([, weight]) => weight !== 0)).toEqual([
      [1, -1],
      [2, 0.5],
      [21, -1],
    ]);
  });

  it('are decoded when a tensor of them is asked for its data, once', () => {
    const tensor = codedTensor([2, 3, 2, 2], CODED);
    expect(tensor.coded).toBe(CODED);
    expect(tensor.data).toEqual(decodeWeights(CODED, 24));
    expect(tensor.data).toBe(tensor.data);
  });

  it('come in runs that workgroups of a power of two can share', () => {
    expect(Math.log2(CODES_PER_RUN / 8) % 1).toBe(0);
  });
});
