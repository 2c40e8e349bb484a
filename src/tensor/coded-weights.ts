// Weights as Deep Compression codes them (Han et al. 2015, arXiv:1510.00149, sections 2 and 3): pruned ones left out,
// the others as codes into a codebook, each with the gap to the one before it.

/** Coded weights whose gaps stay inside the tensor; whoever reads them from a file checks that. */
export interface CodedWeights {
  /** What each code stands for. */
  readonly codebook: Float32Array<ArrayBuffer>;
  /** One byte a stored weight; `FILLER` stands for none. */
  readonly codes: Uint8Array;
  /** Four bits a stored weight, low half first: how many weights are left out before it. */
  readonly gaps: Uint8Array;
  /** The position that each run's first code would have without a gap; runs are of `CODES_PER_RUN`. */
  readonly runStarts: Uint32Array<ArrayBuffer>;
}

/** This code carries no weight: it bridges a gap longer than four bits can say. */
export const FILLER = 0;

/** The longest gap that four bits say. */
export const LONGEST_GAP = 15;

/** Codes between two positions that are known without summing the gaps before. */
export const CODES_PER_RUN = 512;

/** The gap in front of stored weight `i`. */
export function gapBefore(gaps: Uint8Array, i: number): number {
  const pair = gaps[i >> 1] as number;
  return (i & 1) === 0 ? pair & 15 : pair >> 4;
}

/** All `count` weights, those that are left out as zeros. */
export function decodeWeights(
  { codebook, codes, gaps }: CodedWeights,
  count: number,
): Float32Array<ArrayBuffer> {
  const weights = new Float32Array(count);
  let position = -1;
  for (let i = 0; i < codes.length; i++) {
    position += gapBefore(gaps, i) + 1;
    const code = codes[i] as number;
    if (code !== FILLER) weights[position] = codebook[code] as number;
  }
  return weights;
}
