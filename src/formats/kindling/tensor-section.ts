// A tensor as a section of a container: how its numbers are coded (uint8), then
//
//   0 float32     number × elements
//   1 float16     number × elements; written where that loses nothing
//   2 uint32      number × elements
//   3 palette     uint8 bits b of a code, floats codebook, codes of b bits one after the other, low bits first; written of few
//                 different numbers where that is smaller
//   4 pruned      uint32 codes n, floats codebook, entropy-coded codes, entropy-coded gaps (entropy.ts)
//
// Floats are a uint16 that counts them, a uint8 with the bytes of each, 2 or 4, and the numbers. Of a pruned tensor
// (arXiv:1510.00149) a code is 0 for a filler, else one more than its value's place in the codebook; a gap, 0 to 15, is how
// many weights are left out before it. All little-endian.
import { ceilDiv } from '../../util/math';

/** How a section's numbers are coded. */
export const CODINGS = { float32: 0, float16: 1, uint32: 2, palette: 3, pruned: 4 } as const;

/** Codes of some bits one after the other, low bits first. */
export function packBits(codes: Uint8Array, bits: number): Uint8Array<ArrayBuffer> {
  const packed = new Uint8Array(ceilDiv(codes.length * bits, 8));
  for (let i = 0; i < codes.length; i++) {
    const at = i * bits;
    const shifted = (codes[i] as number) << (at & 7);
    packed[at >> 3] = (packed[at >> 3] as number) | (shifted & 255);
    if (shifted > 255) packed[(at >> 3) + 1] = shifted >> 8;
  }
  return packed;
}

/** The codes that bits were packed of. */
export function unpackBits(
  packed: Uint8Array,
  bits: number,
  count: number,
): Uint8Array<ArrayBuffer> {
  const codes = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const at = i * bits;
    const pair = (packed[at >> 3] as number) | ((packed[(at >> 3) + 1] ?? 0) << 8);
    codes[i] = (pair >> (at & 7)) & ((1 << bits) - 1);
  }
  return codes;
}
