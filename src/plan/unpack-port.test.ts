// A value taken out of its slot.
import { describe, expect, it } from 'vitest';
import { unpackPort } from './unpack-port';

describe('unpackPort', () => {
  const span = { pixels: 2, words: 2, first: 3, end: 5 };

  it('takes the channels of a value out of a wider buffer', () => {
    const words = Float32Array.from({ length: 16 }, (_, i) => i);
    const port = { name: 'v', shape: [1, 1, 2, 2], dtype: 'f32', slot: 0, span } as const;
    expect([...unpackPort(port, words.buffer).data]).toEqual([3, 4, 11, 12]);
  });

  it('reads indices as whole numbers', () => {
    const words = Uint32Array.from({ length: 16 }, (_, i) => i * 1000);
    const port = { name: 'v', shape: [1, 1, 2, 2], dtype: 'u32', slot: 0, span } as const;
    expect(unpackPort(port, words.buffer)).toEqual({
      dtype: 'u32',
      shape: [1, 1, 2, 2],
      data: Uint32Array.of(3000, 4000, 11000, 12000),
    });
  });
});
