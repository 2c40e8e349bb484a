// Bytes → as few as their entropy says, as entropy.ts describes them.
import { isSettled, LEAST_STATE, startsOf, TOTAL } from './entropy';

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

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** Seven bits a byte, low ones first; all bytes but the last have the eighth. */
function writeVarint(bytes: number[], number: number): void {
  let rest = number;
  for (; rest >= 128; rest >>>= 7) bytes.push((rest & 127) | 128);
  bytes.push(rest);
}
