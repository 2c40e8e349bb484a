// Chunks of any sizes, known and unknown totals, and that blocks are gone once they are joined.
import { describe, expect, it, vi } from 'vitest';
import { GatheredBytes } from './gathered-bytes';

const MIB = 2 ** 20;

/** Bytes that tell their place. */
const numbered = (length: number) => Uint8Array.from({ length }, (_, at) => at % 251);

function gathered(bytes: Uint8Array, piece: number, expected: number): Uint8Array {
  const all = new GatheredBytes(expected);
  for (let at = 0; at < bytes.length; at += piece) all.add(bytes.subarray(at, at + piece));
  return all.take();
}

describe('GatheredBytes', () => {
  it.each([
    ['nobody knows', 0],
    ['known exactly', 3 * MIB + 5],
    ['stated too low', 1000],
    ['stated too high', 5 * MIB],
  ])('gives all bytes where their number is %s', (_, expected) => {
    const bytes = numbered(3 * MIB + 5);
    for (const piece of [999, MIB, 10 * MIB]) {
      expect(Buffer.compare(gathered(bytes, piece, expected), bytes)).toBe(0);
    }
  });

  it('gives nothing of nothing', () => {
    expect(gathered(numbered(0), 1, 0)).toHaveLength(0);
    expect(gathered(numbered(0), 1, 10)).toHaveLength(0);
  });

  it('copies nothing where the number is known, and believes no gigabytes', () => {
    const { buffer } = gathered(numbered(5000), 100, 5000);
    expect(buffer.byteLength).toBe(5000);
    expect(gathered(numbered(10), 1, Number.MAX_SAFE_INTEGER).buffer.byteLength).toBe(2 ** 28);
  });

  it('gives back each block as soon as it is copied', () => {
    const freed: number[] = [];
    const transfer = vi.fn(function (this: ArrayBuffer, length: number) {
      freed.push(this.byteLength - length);
      return this;
    });
    const own = ArrayBuffer.prototype.transfer;
    Object.assign(ArrayBuffer.prototype, { transfer });
    try {
      expect(gathered(numbered(2 * MIB + 1), MIB, 0)).toHaveLength(2 * MIB + 1);
    } finally {
      Object.assign(ArrayBuffer.prototype, { transfer: own });
    }
    expect(freed).toEqual([MIB, MIB, MIB]);
  });
});
