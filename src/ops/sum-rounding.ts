// How far a sum of products that is computed in floating point may be from the sum itself.
//
// Each of n additions and n products is off by at most u of its result, u half an ULP. If all errors had one
// sign, they would add up to n·u of the magnitudes of the terms: hundreds of times what is ever seen, and so large that a
// wrong kernel hides below it. But roundings fall to both sides, as if by chance, and errors of chance add up by their
// squares: with partial sums s and terms t, each off by anything up to u of itself, an error beyond
// λ · u · √(Σ s² + Σ t²) has the probability 2·exp(−3·λ²/2) (Higham & Mary, "A New Approach to Probabilistic Rounding Error
// Analysis", SIAM J. Sci. Comput. 41, 2019). The last partial sum is the result, so the reference's own rounding is in it.
//
// Two things are no chance. To add zero is exact. And who adds the same number again and again, as averages of a flat map do,
// rounds to the same side until the sum has doubled: errors of a run of equal terms are added up as they are.
//
// Kernels add in orders of their own, which have other partial sums. So three orders are looked at: tap by tap, channel by
// channel, and one of chance, whose squares add up to n · (S²/3 + Σ t²/6) on average, S the sum of all terms.
import type { NumberFormat } from './number-format';
import type { Summation, Terms } from './sum-of-products';

/** λ: one error in 10¹⁶ is larger. */
const DEVIATIONS = 5;

/** What sums of products may be off, filled while an op computes them with `sum`: element by element, in their order. */
export interface SumRoundings {
  readonly sum: Summation;
  /** The largest likely error of every element. */
  readonly errors: number[];
  /** The sum of the magnitudes of its terms. */
  readonly magnitudes: number[];
}

/** For sums in a format of that ULP; of kernels that add up blocks of so many terms, and blocks of so many blocks. */
export function roundingsOfSums(
  { ulp, smallestNormal }: NumberFormat,
  block = Number.POSITIVE_INFINITY,
): SumRoundings {
  const errors: number[] = [];
  const magnitudes: number[] = [];
  const sum: Summation = (first, terms, divisor) => {
    const byTap = walk(first, terms, false, block);
    const byChannel = terms.taps > 1 && terms.length > 1 ? walk(first, terms, true, block) : byTap;
    const { total, magnitude, count, termSquares } = byTap;
    const rest = total - first;
    const byChance =
      weightOfPartials(count, block) *
      (first ** 2 + first * rest + rest ** 2 / 3 + termSquares / 6);
    const sumSquares = Math.max(byTap.sumSquares, byChannel.sumSquares, byChance);
    // The terms' squares twice: weights that are transformed are rounded, too.
    const likely = DEVIATIONS * (ulp / 2) * Math.sqrt(sumSquares + 2 * termSquares);
    // Sums and products below the least normal number may be flushed to zero.
    const flushed = 2 * count * smallestNormal;
    errors.push((likely + flushed) / divisor);
    magnitudes.push(magnitude / divisor);
    return total / divisor;
  };
  return { sum, errors, magnitudes };
}

/**
 * The squares of partial sums of `count` terms, in squares of the whole: `count` where each is a part of the whole; within a block,
 * and within a block of blocks, they are smaller by the share of all terms that it has.
 */
function weightOfPartials(count: number, block: number): number {
  if (count <= block) return count;
  const share = (terms: number) => Math.min(terms / count, 1) ** 2;
  return count * share(block) + (count / block) * share(block ** 2) + count / block ** 2;
}

/** What a walk along the terms of a sum meets. */
interface Walk {
  readonly total: number;
  readonly magnitude: number;
  /** Terms that are not zero, and their squares. */
  readonly count: number;
  readonly termSquares: number;
  /** The squares of the partial sums; of runs of equal terms, the square of all of the run's. */
  readonly sumSquares: number;
}

/** Tap by tap, or channel by channel. */
function walk(first: number, terms: Terms, byChannel: boolean, block: number): Walk {
  const { x, w, length, xAt, wAt, taps, xFrom, wFrom } = terms;
  let [total, magnitude, count, termSquares, sumSquares] = [first, Math.abs(first), 0, 0, 0];
  let [last, run] = [Number.NaN, 0];
  // The sums of a block, of a block of blocks, and of all; and how many the first two have of what they are made of.
  let [ofBlock, ofBlocks, ofAll] = [first, 0, 0];
  let [inBlock, inBlocks] = [0, 0];
  const [outer, inner] = byChannel ? [length, taps] : [taps, length];
  for (let i = 0; i < outer; i++) {
    for (let j = 0; j < inner; j++) {
      const [tap, channel] = byChannel ? [j, i] : [i, j];
      const a = x[xFrom + channel + (xAt[tap] as number)] as number;
      const term = a * (w[wFrom + channel + (wAt[tap] as number)] as number);
      if (term === 0) continue;
      total += term;
      magnitude += Math.abs(term);
      count++;
      termSquares += term * term;
      if (term !== last) {
        sumSquares += run * run;
        run = 0;
      }
      ofBlock += term;
      run += Math.abs(ofBlock);
      if (++inBlock === block) {
        ofBlocks += ofBlock;
        run += Math.abs(ofBlocks);
        [ofBlock, inBlock] = [0, 0];
        if (++inBlocks === block) {
          ofAll += ofBlocks;
          run += Math.abs(ofAll);
          [ofBlocks, inBlocks] = [0, 0];
        }
      }
      last = term;
    }
  }
  return { total, magnitude, count, termSquares, sumSquares: sumSquares + run * run };
}
