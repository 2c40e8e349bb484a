// Damaged Deep Compression files: each is refused, and the error says in which layer and at which byte.
import { describe, expect, it } from 'vitest';
import { ModelFormatError } from '../errors';
import { readDeepCompression } from './deep-compression';
import { type LayerToWrite, writeDeepCompression } from './deep-compression.fixtures';

const CODEBOOK = 4 * 256;

/** Two layers: header 8 bytes, then codebook, 1 bias, 3 codes, 2 gap bytes; codebook, 2 biases, 2 codes, 1. */
const LAYERS: readonly LayerToWrite[] = [
  { name: 'conv1', shape: [1, 6, 1, 1], codebook: [1, 2, 3], codes: [1, 0, 2, 0, 3] },
  { name: 'conv2', shape: [2, 2, 1, 1], codebook: [4, 5], codes: [0, 4, 5, 0] },
];
const SECTIONS = [
  { start: 0, layer: null, what: /header of 2 code counts/ },
  { start: 8, layer: 'conv1', what: /codebook/ },
  { start: 8 + CODEBOOK, layer: 'conv1', what: /biases/ },
  { start: 12 + CODEBOOK, layer: 'conv1', what: /its 3 codes/ },
  { start: 15 + CODEBOOK, layer: 'conv1', what: /gaps of its 3 codes/ },
  { start: 17 + CODEBOOK, layer: 'conv2', what: /codebook/ },
  { start: 17 + 2 * CODEBOOK, layer: 'conv2', what: /biases/ },
  { start: 25 + 2 * CODEBOOK, layer: 'conv2', what: /its 2 codes/ },
  { start: 27 + 2 * CODEBOOK, layer: 'conv2', what: /gaps of its 2 codes/ },
] as const;

function failureOf(bytes: Uint8Array): ModelFormatError {
  try {
    readDeepCompression(bytes, LAYERS);
  } catch (error) {
    if (error instanceof ModelFormatError) return error;
    throw error;
  }
  throw new Error(`${bytes.length} bytes were accepted.`);
}

/** The sound file with something changed. */
function damaged(change: (view: DataView) => void): Uint8Array {
  const bytes = writeDeepCompression(LAYERS);
  change(new DataView(bytes.buffer));
  return bytes;
}

describe('a truncated file', () => {
  it('is refused at every length, naming the section that is cut', () => {
    const file = writeDeepCompression(LAYERS);
    expect(file.length).toBe(28 + 2 * CODEBOOK);
    for (let length = 0; length < file.length; length++) {
      const error = failureOf(file.subarray(0, length));
      const section = SECTIONS.findLast(({ start }) => start <= length);
      expect([error.layer, error.offset], `${length} bytes`).toEqual([
        section?.layer,
        section?.start,
      ]);
      expect(error.message).toMatch(section?.what ?? /nothing/);
      expect(error.message).toContain(`only ${length - error.offset} are left`);
    }
  });

  it('is refused before memory is taken for a count that it cannot hold', () => {
    const error = failureOf(damaged((view) => view.setUint32(4, 0xffffffff, true)));
    expect(error.layer).toBe('conv2');
    expect(error.message).toMatch(/Layer "conv2": its 4294967295 codes need 4294967295 bytes/);
  });
});

describe('a file with more than its layers', () => {
  it.each([1, 1000])('is refused when %i bytes follow', (extra) => {
    const file = writeDeepCompression(LAYERS);
    const longer = new Uint8Array(file.length + extra);
    longer.set(file);
    const error = failureOf(longer);
    expect(error.message).toMatch(
      new RegExp(`^${extra} bytes follow the last layer \\("conv2"\\)`),
    );
    expect([error.layer, error.offset]).toEqual(['conv2', file.length]);
  });
});

describe('a gap past the end of its layer', () => {
  it('is refused with layer, code and offset', () => {
    // Third gap of conv1, alone in its byte: from weight 2 to weight 2 + 3 + 1 of 6.
    const at = 16 + CODEBOOK;
    const error = failureOf(damaged((view) => view.setUint8(at, 3)));
    expect([error.layer, error.offset]).toEqual(['conv1', at]);
    expect(error.message).toMatch(
      new RegExp(`Layer "conv1": the gap at byte ${at} \\(code 2 of 3\\).*to weight 6 of 6`),
    );
  });

  it('is refused for a filler too', () => {
    const error = failureOf(
      damaged((view) => {
        view.setUint8(14 + CODEBOOK, 0);
        view.setUint8(16 + CODEBOOK, 3);
      }),
    );
    expect(error.layer).toBe('conv1');
  });
});

describe('a number that no weight can have', () => {
  it.each([
    [Number.NaN, 'NaN'],
    [Number.POSITIVE_INFINITY, 'Infinity'],
  ])('%s in a codebook is refused with layer, entry and offset', (value, text) => {
    const at = 17 + CODEBOOK + 4 * 7;
    const error = failureOf(damaged((view) => view.setFloat32(at, value, true)));
    expect([error.layer, error.offset]).toEqual(['conv2', at]);
    expect(error.message).toContain(
      `Layer "conv2": entry 7 of its codebook, at offset ${at}, is ${text}`,
    );
  });

  it('is refused among the biases', () => {
    const at = 17 + 2 * CODEBOOK + 4;
    const error = failureOf(damaged((view) => view.setFloat32(at, Number.NaN, true)));
    expect([error.layer, error.offset]).toEqual(['conv2', at]);
    expect(error.message).toContain('entry 1 of its biases');
  });
});
