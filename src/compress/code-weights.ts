// Weights → codes into a codebook, with the gaps between them (Han et al. 2015, arXiv:1510.00149, sections 2 and 3.1):
// what tensor/coded-weights.ts decodes.
import { CODES_PER_RUN, type CodedWeights, FILLER, LONGEST_GAP } from '../tensor/coded-weights';
import { ceilDiv } from '../util/math';

/** The most centroids: a code is a byte, and one of its 256 values is the filler's. */
export const MOST_CENTROIDS = 255;

/**
 * Each weight as the code of its nearest centroid (the lower one of two as near). Zeros get no code and stay zeros, as
 * do weights whose nearest centroid is zero.
 *
 * @param data Finite weights, in the order of the tensor.
 * @param codebook At most `MOST_CENTROIDS`, ascending and distinct; centroid i has the code i + 1.
 * @throws RangeError when the codebook is none, or is empty while there are weights.
 */
export function codeWeights(data: Float32Array, codebook: Float32Array): CodedWeights {
  checkCodebook(codebook);
  const middles = Float64Array.from(codebook.subarray(1), (centroid, i) => {
    return ((codebook[i] as number) + centroid) / 2;
  });
  const stored = new StoredCodes(data.length);
  for (let position = 0; position < data.length; position++) {
    const weight = data[position] as number;
    if (weight === 0) continue;
    const nearest = countBelow(middles, weight);
    const centroid = codebook[nearest];
    if (centroid === undefined) {
      throw new RangeError(`An empty codebook has no code for ${weight}, weight ${position}.`);
    }
    if (centroid !== 0) stored.add(nearest + 1, position);
  }
  const withFiller = new Float32Array(codebook.length + 1);
  withFiller.set(codebook, FILLER + 1);
  return { codebook: withFiller, ...stored.trimmed() };
}

/** Codes with the gaps before them, as they are added. */
class StoredCodes {
  readonly #codes: Uint8Array;
  readonly #gaps: Uint8Array;
  readonly #runStarts: Uint32Array<ArrayBuffer>;
  #count = 0;
  /** The position that the next code would have without a gap. */
  #next = 0;

  /** Fillers stand at positions of pruned weights, so there are never more codes than weights. */
  constructor(weights: number) {
    this.#codes = new Uint8Array(weights);
    this.#gaps = new Uint8Array(ceilDiv(weights, 2));
    this.#runStarts = new Uint32Array(ceilDiv(weights, CODES_PER_RUN));
  }

  /** Adds the code of a weight behind all others, after as many fillers as the gap needs. */
  add(code: number, position: number): void {
    while (position - this.#next > LONGEST_GAP) this.#push(FILLER, LONGEST_GAP);
    this.#push(code, position - this.#next);
  }

  /** What was added, in arrays of its size. */
  trimmed(): Omit<CodedWeights, 'codebook'> {
    return {
      codes: this.#codes.slice(0, this.#count),
      gaps: this.#gaps.slice(0, ceilDiv(this.#count, 2)),
      runStarts: this.#runStarts.slice(0, ceilDiv(this.#count, CODES_PER_RUN)),
    };
  }

  #push(code: number, gap: number): void {
    const i = this.#count++;
    if (i % CODES_PER_RUN === 0) this.#runStarts[i / CODES_PER_RUN] = this.#next;
    this.#codes[i] = code;
    this.#gaps[i >> 1] = (this.#gaps[i >> 1] as number) | (gap << (4 * (i & 1)));
    this.#next += gap + 1;
  }
}

/** How many of the ascending numbers are below `x`. */
function countBelow(ascending: Float64Array, x: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] as number) < x) low = middle + 1;
    else high = middle;
  }
  return low;
}

function checkCodebook(codebook: Float32Array): void {
  if (codebook.length > MOST_CENTROIDS) {
    throw new RangeError(
      `Codes of a byte tell ${MOST_CENTROIDS} centroids apart, and this codebook has ${codebook.length}.`,
    );
  }
  for (const [i, centroid] of codebook.entries()) {
    const before = i === 0 ? Number.NEGATIVE_INFINITY : (codebook[i - 1] as number);
    if (!(centroid > before && Number.isFinite(centroid))) {
      throw new RangeError(
        `A codebook is of finite numbers, ascending and distinct; centroid ${i} is ${centroid}, after ${before}.`,
      );
    }
  }
}
