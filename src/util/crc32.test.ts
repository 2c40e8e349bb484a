// The checksum of PNG and zip, against its published check value.
import { describe, expect, it } from 'vitest';
import { crc32 } from './crc32';

const text = (words: string) => new TextEncoder().encode(words);

describe('crc32', () => {
  it('is that of PNG and zip', () => {
    expect(crc32(text('123456789'))).toBe(0xcbf43926);
    expect(crc32(text('1234'), text('56789'))).toBe(0xcbf43926);
    expect(crc32()).toBe(0);
    const long = Uint8Array.from({ length: 600_000 }, (_, i) => (i * 7919) >> 3);
    const [head, rest] = [long.subarray(0, 300_001), long.subarray(300_001)];
    expect(crc32(long)).toBe(crc32(head, rest));
    expect(crc32(long)).not.toBe(crc32(rest, head));
  });
});
