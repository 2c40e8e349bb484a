// Damaged ONNX files: cut off, changed, or with lengths that cannot be. Whatever the damage, the decoder refuses them with
// an error of its own or reads a model, and it does so at once.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KindlingError, ModelFormatError } from '../../errors';
import { changedBytes, whileChanged } from '../../util/damage.fixtures';
import { decodeOnnx } from './decode-model';
import { encodeOnnx } from './encode-model';
import { looksLikeOnnx } from './looks-like-onnx';
import { SMALL_MODEL } from './onnx-parts.fixtures';

const WHOLE = encodeOnnx(SMALL_MODEL);

/** Decodes a file; gives its error. Errors that are not Kindling's fail the test. */
function failureOf(bytes: Uint8Array, what: string): KindlingError | null {
  try {
    decodeOnnx(bytes);
    return null;
  } catch (error) {
    if (error instanceof KindlingError) return error;
    throw new Error(`${what}: ${error instanceof Error ? error.stack : error}`);
  }
}

/** Bytes of a varint. */
function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value % 0x80) + 0x80, ...varint(Math.floor(value / 0x80))];
}

/** Messages inside one another, by their field numbers; the innermost claims `length` bytes and has none. */
function nested([field = 0, ...rest]: readonly number[], length: number): number[] {
  const tag = varint(field * 8 + 2);
  if (rest.length === 0) return [...tag, ...varint(length)];
  const body = nested(rest, length);
  return [...tag, ...varint(body.length), ...body];
}

describe('a damaged file', () => {
  it('is refused when it is cut off inside its graph, wherever that is', () => {
    const graphAt = WHOLE.indexOf(0x3a);
    for (let length = graphAt + 1; length < WHOLE.length - 6; length++) {
      const error = failureOf(WHOLE.subarray(0, length), `${length} bytes`);
      expect(error, `${length} bytes`).toBeInstanceOf(ModelFormatError);
      expect(error?.message).toMatch(
        /of ModelProto .* at byte \d+\. It is truncated or damaged\.$/,
      );
    }
  });

  it('is refused when it is cut off anywhere, or is whole but for what may be left out', () => {
    for (let length = 0; length < WHOLE.length; length++) {
      const error = failureOf(WHOLE.subarray(0, length), `${length} bytes`);
      // Behind the graph stand only the model's functions, 6 bytes.
      if (length !== WHOLE.length - 6) expect(error, `${length}`).toBeInstanceOf(ModelFormatError);
    }
  });

  it('is refused or read when any bit is changed', () => {
    const outcomes = { refused: 0, read: 0 };
    const bytes = WHOLE.slice();
    for (let bit = 0; bit < 8 * bytes.length; bit++) {
      const at = bit >> 3;
      const byte = bytes[at] ?? 0;
      bytes[at] = byte ^ (1 << (bit & 7));
      outcomes[failureOf(bytes, `bit ${bit}`) ? 'refused' : 'read']++;
      bytes[at] = byte;
    }
    expect(outcomes.refused).toBeGreaterThan(100);
    expect(outcomes.read).toBeGreaterThan(100);
  });

  it('is refused or read when several bytes are', () => {
    const bytes = WHOLE.slice();
    fc.assert(
      fc.property(changedBytes(bytes, 8), (changes) => {
        whileChanged(bytes, changes, (changed) => failureOf(changed, 'changed bytes'));
      }),
      { numRuns: 5000 },
    );
    expect(bytes).toEqual(WHOLE);
  });

  it.each([2 ** 31 - 1, 2 ** 32, 2 ** 40, 2 ** 53, 2 ** 63])(
    'is refused when a length claims %d bytes, at each depth',
    (length) => {
      for (const path of [[7], [2], [99], [7, 1], [7, 5], [7, 1, 5], [7, 1, 5, 8], [7, 5, 4]]) {
        const inner = nested(path, length);
        const error = failureOf(Uint8Array.from(inner), `${length} at ${path}`);
        expect(error?.message).toMatch(/would take \d+ bytes, but .* ends at byte \d+/);
      }
    },
  );

  it.each([
    ['a group, which ONNX has none of', [0x0b, 0x0c], /the bad tag 11/],
    ['the field number 0', [0x02, 0x00], /the bad tag 2/],
    ['a number of eleven bytes', [0x08, ...Array<number>(10).fill(0xff), 1], /more than 10 bytes/],
    ['a number that does not end', [0x08, 0xff], /"ir_version" of ModelProto would take/],
    ['a number where a message belongs', [0x38, 1], /"graph".*as varint, not as bytes/],
    ['a message where a number belongs', [0x0a, 0], /"ir_version".*as bytes, not as varint/],
    [
      'half a float in a run',
      [0x3a, 5, 0x2a, 3, 0x22, 1, 0, 0, 0, 0],
      /"float_data".*(crosses|take)/,
    ],
    [
      'a field behind the end of its message',
      [0x3a, 1, 0x0a, 0],
      /of GraphProto .* ends at byte 3/,
    ],
  ])('is refused with %s', (_, bytes, words) => {
    const error = failureOf(Uint8Array.from(bytes), 'case');
    expect(error).toBeInstanceOf(ModelFormatError);
    expect(error?.message).toMatch(words);
  });

  it('takes no more memory than its bytes justify', () => {
    // A tensor that claims 2^40 elements in its dimensions is a few numbers.
    const dims = varint(2 ** 40);
    const tensor = [0x0a, dims.length, ...dims];
    const bytes = Uint8Array.from([0x3a, tensor.length + 2, 0x2a, tensor.length, ...tensor]);
    expect(decodeOnnx(bytes).graph.initializers[0]?.dims).toEqual([2 ** 40]);
  });
});

describe('looksLikeOnnx', () => {
  it('knows whole files, whatever the order of their fields', () => {
    expect(looksLikeOnnx(WHOLE)).toBe(true);
    expect(looksLikeOnnx(Uint8Array.of(0x3a, 1, 0, 0x08, 8))).toBe(true);
    expect(looksLikeOnnx(Uint8Array.of(0x12, 1, 65, 0x08, 7, 0x3a, 0))).toBe(true);
  });

  it('knows files that are cut off in their graph', () => {
    const graphAt = WHOLE.indexOf(0x3a);
    expect(looksLikeOnnx(WHOLE.subarray(0, graphAt + 20))).toBe(true);
  });

  it.each([
    ['nothing', []],
    ['a TFLite file', [28, 0, 0, 0, 84, 70, 76, 51, 0, 0, 0, 0]],
    // Counts of non-zero weights, 32 bits each.
    ['a Deep Compression file', [0x4e, 0x36, 0, 0, 0xf8, 5, 0, 0]],
    ['one whose first count is 8', [8, 0, 0, 0, 8, 0, 0, 0]],
    ['one whose first count is 58', [58, 0, 0, 0, 58, 0, 0, 0]],
    ['one of the counts 0x708 and 0x3a', [8, 7, 0, 0, 58, 0, 0, 0]],
    ['a PNG', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
    ['JSON', [...'{"a": 1}'].map((char) => char.charCodeAt(0))],
    ['no graph', [8, 8]],
  ])('does not take %s for one', (_, bytes) => {
    expect(looksLikeOnnx(Uint8Array.from(bytes))).toBe(false);
  });
});
