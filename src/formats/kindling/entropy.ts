// Entropy coding of bytes by range asymmetric numeral systems (Duda 2013, arXiv:1311.2540): each byte takes as many bits as
// its share of all bytes says, fractions of a bit included. It has the place of Deep Compression's Huffman coding
// (arXiv:1510.00149, section 4), which takes whole bits.
//
//   varint    symbols n: all bytes are below it
//   varint n  how often each comes, of 4096
//   uint32    length m of what follows; absent where at most one symbol occurs, since such bytes take no bits
//   byte × m  the coder's last state, four bytes, low byte first, and the bytes that it gave away, last one first

/** Bits of a share; shares add up to 2 to this. */
export const PRECISION = 12;
/** What shares add up to. */
export const TOTAL = 1 << PRECISION;

/** States are at least this, and below 256 times as much: they fit into 31 bits. */
export const LEAST_STATE = 2 ** 23;

/** Whether all bytes are the same, or there are none. */
export function isSettled(shares: readonly number[]): boolean {
  return shares.length === 0 || shares.at(-1) === TOTAL;
}

/** The sum of the shares ahead of each symbol. */
export function startsOf(shares: readonly number[]): number[] {
  let start = 0;
  return shares.map((share) => {
    start += share;
    return start - share;
  });
}
