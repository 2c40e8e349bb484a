// Entropy coding: what comes back, how short it is, and what damaged bytes give.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ModelFormatError } from '../../errors';
import { atOnce } from '../../util/at-once';
import { seededRandom } from '../../util/random';
import { ByteReader } from './byte-reader';
import { decodeBytes } from './decode-bytes';
import { encodeBytes } from './encode-bytes';

function roundTrip(bytes: Uint8Array): Uint8Array {
  const reader = new ByteReader(Uint8Array.from(encodeBytes(bytes)), 'TEST', 0);
  const decoded = atOnce(decodeBytes(reader, bytes.length, 'these bytes'));
  reader.expectEnd();
  return decoded;
}

/** Bytes below 16, each as likely as the half of the one before. */
function skewed(count: number, seed: number): Uint8Array {
  const random = seededRandom(seed);
  return Uint8Array.from({ length: count }, () =>
    Math.min(15, Math.floor(-Math.log2(1 - random()))),
  );
}

describe('entropy coding', () => {
  it('gives any bytes back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3000 }), (bytes) => {
        expect(roundTrip(bytes)).toEqual(bytes);
      }),
    );
  });

  it('gives bytes of few symbols back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ max: 3, maxLength: 500 }), (bytes) => {
        expect(roundTrip(bytes)).toEqual(bytes);
      }),
    );
  });

  it('gives 100,000 rare symbols among frequent ones back', () => {
    const bytes = skewed(100_000, 1);
    for (let i = 0; i < 256; i++) bytes[390 * i] = i;
    expect(roundTrip(bytes)).toEqual(bytes);
  });

  it('takes what their shares say, within a hundredth', () => {
    const bytes = skewed(50_000, 2);
    const counts = new Map<number, number>();
    for (const byte of bytes) counts.set(byte, (counts.get(byte) ?? 0) + 1);
    const bits = [...counts.values()].reduce(
      (total, count) => total - count * Math.log2(count / bytes.length),
      0,
    );
    expect(encodeBytes(bytes).length).toBeLessThan((1.01 * bits) / 8);
  });

  it('takes no bits for bytes that are all the same', () => {
    expect(encodeBytes(new Uint8Array(10_000).fill(7)).length).toBeLessThan(16);
    expect(encodeBytes(new Uint8Array(0))).toEqual([0]);
  });

  it('finds every damaged byte, or says what it stands for: never anything else', () => {
    const bytes = skewed(400, 3);
    const coded = Uint8Array.from(encodeBytes(bytes));
    let found = 0;
    for (let at = 0; at < coded.length; at++) {
      for (const bit of [1, 16, 128]) {
        const damaged = coded.slice();
        damaged[at] = (damaged[at] as number) ^ bit;
        try {
          const reader = new ByteReader(damaged, 'TEST', 0);
          expect(atOnce(decodeBytes(reader, bytes.length, 'these bytes'))).toHaveLength(
            bytes.length,
          );
          reader.expectEnd();
        } catch (error) {
          expect(error).toBeInstanceOf(ModelFormatError);
          found++;
        }
      }
    }
    expect(found).toBeGreaterThan(2.5 * coded.length); // the last state has to be the first one of the coder
  });

  it('finds a state that the coder did not begin with', () => {
    // Two symbols, 2048 of 4096 each; four bytes, which are a state. None is decoded, so that it is the last one, too.
    const decode = (...state: readonly number[]) => {
      const coded = Uint8Array.from([2, 128, 16, 128, 16, 4, 0, 0, 0, ...state]);
      return atOnce(decodeBytes(new ByteReader(coded, 'TEST', 0), 0, 'these bytes'));
    };
    expect(decode(0, 0, 128, 0)).toHaveLength(0);
    expect(() => decode(1, 0, 128, 0)).toThrow('do not end where they should');
  });

  it('says where coded bytes end early', () => {
    const coded = Uint8Array.from(encodeBytes(skewed(400, 4)));
    const reader = new ByteReader(coded.subarray(0, -1), 'TENS', 100);
    expect(() => atOnce(decodeBytes(reader, 400, 'the codes of "w"'))).toThrow(
      /Section TENS of the container, at byte \d+: the codes of "w" needs \d+ bytes, \d+ are left/,
    );
  });
});
