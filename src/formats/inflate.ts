// Inflates what a file holds deflated (RFC 1951), without trusting it.
import { Inflate } from 'fflate';

/** The input goes in by pieces, and what came out is counted after each: a bomb is found before it fills memory. */
const PIECE_BYTES = 4096;

/** Ends the inflating. */
class TooLong extends Error {}

/**
 * The inflated bytes; null where there are more than `most`.
 * @throws Error of fflate's for bytes that are not deflated
 */
export function inflate(deflated: Uint8Array, most: number): Uint8Array | null {
  const contents = new Uint8Array(most);
  let filled = 0;
  const inflater = new Inflate((piece) => {
    if (filled + piece.length > most) throw new TooLong();
    contents.set(piece, filled);
    filled += piece.length;
  });
  try {
    for (let at = 0; at === 0 || at < deflated.length; at += PIECE_BYTES) {
      inflater.push(deflated.subarray(at, at + PIECE_BYTES), at + PIECE_BYTES >= deflated.length);
    }
  } catch (error) {
    if (error instanceof TooLong) return null;
    throw error;
  }
  return contents.subarray(0, filled);
}
