// Entropy-coded bytes, as entropy.ts describes them → the bytes that they stand for.
import type { ModelFormatError } from '../../errors';
import type { ByteReader } from './byte-reader';
import { isSettled, LEAST_STATE, PRECISION, startsOf, TOTAL } from './entropy';

/** Bytes between two stops: about a millisecond. */
const SLICE_BYTES = 2 ** 16;

/**
 * Decodes `count` bytes, with stops; `what` names them in messages.
 * @throws ModelFormatError for shares that do not add up, and where the coded bytes end early or late.
 */
export function* decodeBytes(
  reader: ByteReader,
  count: number,
  what: string,
): Generator<void, Uint8Array<ArrayBuffer>> {
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
  return yield* decodeStates(reader.bytes(length, what), shares, count, (problem) =>
    reader.damaged(`${what} ${problem}`),
  );
}

function* decodeStates(
  coded: Uint8Array,
  shares: readonly number[],
  count: number,
  damaged: (problem: string) => ModelFormatError,
): Generator<void, Uint8Array<ArrayBuffer>> {
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
    if (i % SLICE_BYTES === 0) yield;
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
