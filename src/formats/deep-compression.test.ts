// Decoding of sound Deep Compression files, written here by hand or by the fixtures' writer.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDeepCompression } from './deep-compression';
import {
  type LayerToWrite,
  storedCodes,
  weightCount,
  writeDeepCompression,
} from './deep-compression.fixtures';

function decodeOne(layer: LayerToWrite) {
  const [decoded] = readDeepCompression(writeDeepCompression([layer]), [layer]);
  if (!decoded) throw new Error('Nothing was decoded.');
  return decoded;
}

/** Weights mostly zero, so that gaps of all lengths occur. */
function sparseLayers() {
  const shape = fc.tuple(
    fc.integer({ min: 1, max: 8 }),
    fc.integer({ min: 1, max: 8 }),
    fc.constantFrom(1, 3),
    fc.constantFrom(1, 3),
  );
  const numbers = fc.float({ noNaN: true, noDefaultInfinity: true });
  return fc.tuple(shape, fc.nat(60)).chain(([size, sparsity]) => {
    const count = size.reduce((a, b) => a * b, 1);
    const code = fc.oneof(
      { weight: sparsity, arbitrary: fc.constant(0) },
      { weight: 1, arbitrary: fc.integer({ min: 1, max: 255 }) },
    );
    return fc.record({
      name: fc.constantFrom('conv1', 'fire2/squeeze1x1'),
      shape: fc.constant(size),
      codebook: fc.array(numbers, { minLength: 255, maxLength: 255 }),
      bias: fc.array(numbers, { minLength: size[0], maxLength: size[0] }),
      codes: fc.array(code, { minLength: count, maxLength: count }),
    });
  });
}

describe('readDeepCompression', () => {
  it('gives back random sparse layers exactly', () => {
    fc.assert(
      fc.property(fc.array(sparseLayers(), { minLength: 1, maxLength: 3 }), (layers) => {
        const bytes = writeDeepCompression(layers);
        const decoded = readDeepCompression(bytes, layers);
        for (const [index, layer] of layers.entries()) {
          const weights = layer.codes.map((code) => (code === 0 ? 0 : layer.codebook[code - 1]));
          expect(decoded[index]).toMatchObject({
            name: layer.name,
            shape: layer.shape,
            storedCodes: storedCodes(layer.codes).length,
            nonZeroWeights: weights.filter((weight) => weight !== 0).length,
          });
          // Map −0 to 0: a codebook may hold it, and as a weight it is the same.
          expect(Array.from(decoded[index]?.weights.data ?? [], (w) => w + 0)).toEqual(
            weights.map((w) => (w ?? 0) + 0),
          );
          expect(decoded[index]?.bias).toEqual(Float32Array.from(layer.bias));
        }
      }),
      { numRuns: 50 },
    );
  });

  it('takes the gap of an even code from the low half of its byte', () => {
    const layer = {
      name: 'conv1',
      shape: [1, 8, 1, 1],
      codebook: [10, 20],
      codes: [0, 1, 0, 0, 2],
    };
    const bytes = writeDeepCompression([layer]);
    // Gaps 1 and 2: the file's last byte.
    expect(bytes.at(-1)).toBe(0x21);
    expect([...decodeOne(layer).weights.data]).toEqual([0, 10, 0, 0, 20, 0, 0, 0]);
  });

  it('takes half a byte for the last of an odd number of codes', () => {
    const layer = { name: 'conv1', shape: [1, 4, 1, 1], codebook: [5, 6, 7], codes: [1, 2, 0, 3] };
    expect(writeDeepCompression([layer]).byteLength).toBe(4 + 4 * 256 + 4 + 3 + 2);
    expect([...decodeOne(layer).weights.data]).toEqual([5, 6, 0, 7]);
  });

  it('reads a gap of 15 without, and one of 16 with a filler', () => {
    const codes = (gap: number) => [...Array<number>(gap).fill(0), 1];
    for (const [gap, stored] of [
      [15, 1],
      [16, 2],
      [31, 2],
      [32, 3],
    ] as const) {
      const layer = { name: 'conv1', shape: [1, 40, 1, 1], codebook: [3], codes: codes(gap) };
      const { weights, storedCodes, nonZeroWeights } = decodeOne(layer);
      expect([weights.data.indexOf(3), storedCodes, nonZeroWeights]).toEqual([gap, stored, 1]);
    }
  });

  it('leaves a zero at a filler, whatever the codebook holds for code 0', () => {
    const layer = { name: 'conv1', shape: [1, 40, 1, 1], codebook: [3], codes: [] };
    const bytes = writeDeepCompression([{ ...layer, codes: [...Array<number>(20).fill(0), 1] }]);
    new DataView(bytes.buffer).setFloat32(4, 99, true);
    const [decoded] = readDeepCompression(bytes, [layer]);
    expect(decoded?.weights.data).not.toContain(99);
    expect(decoded?.weights.data[20]).toBe(3);
  });

  it('reads a layer without any code as zeros', () => {
    const layer = { name: 'conv1', shape: [2, 3, 1, 1], bias: [1, 2] };
    const { weights, bias, storedCodes, nonZeroWeights } = decodeOne(layer);
    expect(weights.data).toEqual(new Float32Array(weightCount(layer)));
    expect([...bias]).toEqual([1, 2]);
    expect([storedCodes, nonZeroWeights]).toEqual([0, 0]);
  });

  it('fills a layer to its last weight', () => {
    const layer = { name: 'conv1', shape: [1, 3, 1, 1], codebook: [1, 2], codes: [1, 0, 2] };
    expect([...decodeOne(layer).weights.data]).toEqual([1, 0, 2]);
  });

  it('reads from the middle of a larger buffer', () => {
    const layer = { name: 'conv1', shape: [1, 3, 1, 1], codebook: [1, 2], codes: [1, 0, 2] };
    const file = writeDeepCompression([layer]);
    const larger = new Uint8Array(file.length + 12).fill(255);
    larger.set(file, 5);
    const view = larger.subarray(5, 5 + file.length);
    expect(readDeepCompression(view, [layer])).toEqual([decodeOne(layer)]);
  });
});
