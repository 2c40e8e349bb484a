// Entropy coding of bytes by range asymmetric numeral systems (Duda 2013, arXiv:1311.2540): each byte takes as many bits as
// its share of all bytes says, fractions of a bit included. It has the place of Deep Compression's Huffman coding
// (arXiv:1510.00149, section 4), which takes whole bits.
//
//   varint    symbols n: all bytes are below it
//   varint n  how often each comes, of 4096
//   uint32    length m of what follows; absent where at most one symbol occurs, since such bytes take no bits
//   byte × m  the coder's last state, four bytes, low byte first, and the bytes that it gave away, last one first
import type { ModelFormatError } from '../../errors';
import type { ByteReader } from './byte-reader';

/** Bits of a share; shares add up to 2 to this. */
const PRECISION = 12;
const TOTAL = 1 << PRECISION;

/** States are at least this, and below 256 times as much: they fit into 31 bits. */
const LEAST_STATE = 2 ** 23;

/** Codes bytes. */
export function encodeBytes(bytes: Uint8Array): number[] {
  const shares = sharesOf(bytes);
  const coded: number[] = [];
  writeVarint(coded, shares.length);
  for (const share of shares) writeVarint(coded, share);
  if (isSettled(shares)) return coded;
  const starts = startsOf(shares);
  // Backwards, so that they are decoded forwards.
  const given: number[] = [];
  let state = LEAST_STATE;
  for (let i = bytes.length - 1; i >= 0; i--) {
    const symbol = bytes[i] as number;
    const share = shares[symbol] as number;
    while (state >= share * (LEAST_STATE / TOTAL) * 256) {
      given.push(state & 255);
      state = Math.floor(state / 256);
    }
    state = Math.floor(state / share) * TOTAL + (state % share) + (starts[symbol] as number);
  }
  const length = 4 + given.length;
  for (const number of [length, state]) {
    for (let shift = 0; shift < 32; shift += 8) coded.push((number >>> shift) & 255);
  }
  for (let i = given.length - 1; i >= 0; i--) coded.push(given[i] as number);
  return coded;
}

/**
 * Decodes `count` bytes; `what` names them in messages.
 * @throws ModelFormatError for shares that do not add up, and where the coded bytes end early or late.
 */
export function decodeBytes(
  reader: ByteReader,
  count: number,
  what: string,
): Uint8Array<ArrayBuffer> {
  const symbols = reader.varint(`the symbols of ${what}`);
  if (symbols > 256) throw reader.damaged(`${what} have ${symbols} symbols; bytes have 256`);
  const shares = Array.from({ length: symbols }, () => reader.varint(`the shares of ${what}`));
  const total = shares.reduce((sum, share) => sum + share, 0);
  const isEmpty = count === 0 && symbols === 0;
  if (total !== TOTAL && !isEmpty) {
    throw reader.damaged(`the shares of ${what} add up to ${total} of ${TOTAL}`);
  }
  if (isSettled(shares)) {
    return new Uint8Array(count).fill(Math.max(0, shares.length - 1));
  }
  const length = reader.uint32(`the length of ${what}`);
  return decodeStates(reader.bytes(length, what), shares, count, (problem) =>
    reader.damaged(`${what} ${problem}`),
  );
}

function decodeStates(
  coded: Uint8Array,
  shares: readonly number[],
  count: number,
  damaged: (problem: string) => ModelFormatError,
): Uint8Array<ArrayBuffer> {
  if (coded.length < 4) throw damaged('have no state to begin with');
  const starts = startsOf(shares);
  const symbolAt = new Uint8Array(TOTAL);
  for (const [symbol, share] of shares.entries()) {
    symbolAt.fill(symbol, starts[symbol], (starts[symbol] as number) + share);
  }
  const decoded = new Uint8Array(count);
  let state = new DataView(coded.buffer, coded.byteOffset).getUint32(0, true);
  let at = 4;
  for (let i = 0; i < count; i++) {
    const slot = state & (TOTAL - 1);
    const symbol = symbolAt[slot] as number;
    decoded[i] = symbol;
    state = (shares[symbol] as number) * (state >>> PRECISION) + slot - (starts[symbol] as number);
    while (state < LEAST_STATE) {
      if (at >= coded.length) throw damaged(`end at byte ${i} of ${count}`);
      state = state * 256 + (coded[at++] as number);
    }
  }
  if (state !== LEAST_STATE || at !== coded.length) throw damaged('do not end where they should');
  return decoded;
}

/** How often each symbol comes, of `TOTAL`; at least once where it comes at all. None for no bytes. */
function sharesOf(bytes: Uint8Array): number[] {
  const counts = new Array<number>(256).fill(0);
  for (const byte of bytes) counts[byte] = (counts[byte] as number) + 1;
  const used = counts.slice(0, counts.findLastIndex((count) => count > 0) + 1);
  const shares = used.map((count) =>
    count === 0 ? 0 : Math.max(1, Math.round((count / bytes.length) * TOTAL)),
  );
  // What rounding added or lost is taken where it costs least: the bits of a symbol change by count / share.
  for (let rest = TOTAL - sum(shares); rest !== 0 && shares.length > 0; rest -= Math.sign(rest)) {
    const step = Math.sign(rest);
    const costs = shares.map((share, symbol) => {
      if (share === 0 || share + step < 1) return Number.POSITIVE_INFINITY;
      return (used[symbol] as number) * Math.log2(share / (share + step));
    });
    const cheapest = costs.indexOf(Math.min(...costs));
    shares[cheapest] = (shares[cheapest] as number) + step;
  }
  return shares;
}

/** Whether all bytes are the same, or there are none. */
function isSettled(shares: readonly number[]): boolean {
  return shares.length === 0 || shares.at(-1) === TOTAL;
}

/** The sum of the shares ahead of each symbol. */
function startsOf(shares: readonly number[]): number[] {
  let start = 0;
  return shares.map((share) => {
    start += share;
    return start - share;
  });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** Seven bits a byte, low ones first; all bytes but the last have the eighth. */
function writeVarint(bytes: number[], number: number): void {
  let rest = number;
  for (; rest >= 128; rest >>>= 7) bytes.push((rest & 127) | 128);
  bytes.push(rest);
}
