// Codes: what they decode to, bit for bit, and how they bridge zeros.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CODES_PER_RUN, decodeWeights, FILLER, gapBefore } from '../tensor/coded-weights';
import { codeWeights, MOST_CENTROIDS } from './code-weights';
import { anyWeights, nonZeros, sparseWeights } from './compress.fixtures';
import { shareWeights } from './k-means';

/** The position that each code would have without its gap, and the one behind the last code. */
function positionsOf({ gaps, codes }: ReturnType<typeof codeWeights>): number[] {
  const positions = [0];
  for (let i = 0; i < codes.length; i++) {
    positions.push((positions.at(-1) ?? 0) + gapBefore(gaps, i) + 1);
  }
  return positions;
}

/** What each weight should become, every centroid tried. */
function shared(data: Float32Array, codebook: Float32Array): Float32Array {
  return data.map((x) => {
    if (x === 0) return 0;
    const distances = [...codebook].map((centroid) => Math.abs(x - centroid));
    return codebook[distances.indexOf(Math.min(...distances))] ?? Number.NaN;
  });
}

describe('codeWeights', () => {
  it('stores codes from 1 on, the gaps before them, and nothing for the zeros at the end', () => {
    const data = Float32Array.of(0, 0.9, 0, 0, -2, 1.4, 0, 0);
    const coded = codeWeights(data, Float32Array.of(-2, 1, 1.5));
    expect(coded).toEqual({
      codebook: Float32Array.of(0, -2, 1, 1.5),
      codes: Uint8Array.of(2, 1, 3),
      gaps: Uint8Array.of(0x21, 0x00),
      runStarts: Uint32Array.of(0),
    });
  });

  it.each([
    [15, 0],
    [16, 1],
    [31, 1],
    [32, 2],
    [1000, 62],
  ])('bridges %i zeros with %i fillers', (zeros, fillers) => {
    const data = new Float32Array(zeros + 2).fill(1, zeros);
    const coded = codeWeights(data, Float32Array.of(1));
    expect([...coded.codes]).toEqual([...new Array<number>(fillers).fill(FILLER), 1, 1]);
    expect(gapBefore(coded.gaps, fillers)).toBe(zeros % 16);
    expect(decodeWeights(coded, data.length)).toEqual(data);
  });

  it('gives back weights that the codebook has, bit for bit', () => {
    fc.assert(
      fc.property(fc.oneof(anyWeights, sparseWeights), (data) => {
        const codebook = shareWeights(data, MOST_CENTROIDS);
        const decoded = decodeWeights(codeWeights(data, codebook), data.length);
        expect(new Uint32Array(decoded.buffer)).toEqual(new Uint32Array(data.buffer));
      }),
    );
  });

  it('gives every other weight a centroid that is nearest, and zeros none', () => {
    fc.assert(
      fc.property(anyWeights, anyWeights, (data, numbers) => {
        const codebook = Float32Array.from(new Set(nonZeros(numbers))).sort();
        fc.pre(codebook.length > 0);
        const decoded = decodeWeights(codeWeights(data, codebook), data.length);
        const nearest = shared(data, codebook);
        // Of two centroids as near, either would do.
        for (const [i, x] of data.entries()) {
          expect(Math.abs(x - (decoded[i] ?? 0))).toBe(Math.abs(x - (nearest[i] ?? 0)));
          if (x !== 0) expect(codebook).toContain(decoded[i]);
        }
      }),
    );
  });

  it('takes the lower one of two centroids as near', () => {
    const coded = codeWeights(Float32Array.of(1, -1), Float32Array.of(-2, 0.5, 1.5));
    expect([...decodeWeights(coded, 2)]).toEqual([0.5, -2]);
  });

  it('stores nothing for a weight whose nearest centroid is zero', () => {
    const coded = codeWeights(Float32Array.of(0.1, 1, -0.1), Float32Array.of(-1, 0, 1));
    expect([...coded.codes]).toEqual([3]);
    expect([...decodeWeights(coded, 3)]).toEqual([0, 1, 0]);
  });

  describe.each([0, 15, 16, 37])('after %i zeros each', (gap) => {
    it.each([1, 511, 512, 513, 1024, 1025])('%i weights have the starts of their runs', (count) => {
      const data = new Float32Array(count * (gap + 1));
      for (let i = gap; i < data.length; i += gap + 1) data[i] = 1;
      const coded = codeWeights(data, Float32Array.of(1));
      const stored = count * (1 + Math.floor(gap / 16));
      expect([coded.codes.length, coded.gaps.length]).toEqual([stored, Math.ceil(stored / 2)]);
      const starts = positionsOf(coded).filter((_, i) => i % CODES_PER_RUN === 0 && i < stored);
      expect([...coded.runStarts]).toEqual(starts);
      expect(decodeWeights(coded, data.length).every((x, i) => x === data[i])).toBe(true);
    });
  });

  it('uses all codes of a byte', () => {
    const data = Float32Array.from({ length: MOST_CENTROIDS }, (_, i) => i - 300);
    const coded = codeWeights(data, data);
    expect(coded.codes.at(-1)).toBe(255);
    expect(decodeWeights(coded, data.length)).toEqual(data);
  });

  it('has no codes for zeros, and none for no weights', () => {
    for (const count of [0, 40]) {
      const coded = codeWeights(new Float32Array(count), new Float32Array(0));
      expect([coded.codes, coded.gaps, coded.runStarts].map(({ length }) => length)).toEqual([
        0, 0, 0,
      ]);
      expect(decodeWeights(coded, count)).toEqual(new Float32Array(count));
    }
  });

  it.each([
    ['too long', new Float32Array(256).map((_, i) => i + 1), '256'],
    ['not ascending', Float32Array.of(1, 3, 2), 'centroid 2 is 2, after 3'],
    ['not distinct', Float32Array.of(1, 1), 'centroid 1 is 1, after 1'],
    ['not finite', Float32Array.of(1, Number.POSITIVE_INFINITY), 'centroid 1 is Infinity'],
    ['no number', Float32Array.of(Number.NaN), 'centroid 0 is NaN'],
    ['empty', new Float32Array(0), 'no code for 1, weight 1'],
  ])('refuses a codebook that is %s', (_, codebook, message) => {
    const coding = () => codeWeights(Float32Array.of(0, 1), codebook);
    expect(coding).toThrow(RangeError);
    expect(coding).toThrow(message);
  });
});
