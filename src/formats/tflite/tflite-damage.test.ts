// Damaged files: cut off, or with bytes changed. Whatever the damage, the reader neither hangs nor crashes: it refuses the
// file with an error of its own, or reads it, as it must where only a weight has changed.
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { KindlingError, ModelFormatError } from '../../errors';
import { changedNeighbours, placeIn, whileChanged } from '../../util/damage.fixtures';
import { sampleOf, timesOf } from '../../util/sample.fixtures';
import { classifierFile } from './metadata.fixtures';
import { readTfliteNow } from './read-now.fixtures';
import { REAL_FILES } from './real-files.fixtures';
import { type FileToWrite, options } from './tflite.fixtures';
import { parseTflite } from './tflite-file';

/** Reads a file; gives its error. Errors that are not Kindling's fail the test. */
function failureOf(bytes: Uint8Array, what: string): KindlingError | null {
  try {
    readTfliteNow(bytes, { name: 'damaged', batch: 1 });
    return null;
  } catch (error) {
    if (error instanceof KindlingError) return error;
    throw new Error(`${what}: ${error instanceof Error ? error.stack : error}`);
  }
}

/** Positions that hold structure: neither numbers of constants nor what lies behind the FlatBuffer. */
function structureOf(bytes: Uint8Array): number[] {
  const { tensors } = parseTflite(bytes);
  const isData = new Uint8Array(bytes.length);
  for (const { data, offset } of tensors) {
    if (data) isData.fill(1, offset, offset + data.length);
  }
  return Array.from(bytes.keys()).filter((at) => isData[at] === 0);
}

describe.each(REAL_FILES)('$name$why', ({ name, isMissing, read }) => {
  it.skipIf(isMissing)('is refused when it is cut off at any 64th of its length', () => {
    const bytes = read();
    for (const part of sampleOf(name, [...Array(64).keys()], 16)) {
      const length = Math.floor((bytes.length * part) / 64);
      const error = failureOf(bytes.subarray(0, length), `${length} bytes`);
      expect(error, `${length} of ${bytes.length} bytes`).toBeInstanceOf(ModelFormatError);
      expect(error?.message).toMatch(/truncated|no TFLite model/);
    }
  });

  // Half of them where the structure is, half anywhere; one byte, or up to eight, in one place.
  it.skipIf(isMissing)('is refused or read when bytes are changed', () => {
    const times = timesOf(100, 500);
    const bytes = read();
    const structure = structureOf(bytes);
    const inStructure = fc.nat(structure.length - 1).map((index) => structure[index] ?? 0);
    const places = fc.oneof(inStructure, placeIn(bytes));
    const outcomes = { refused: 0, read: 0 };
    fc.assert(
      fc.property(
        fc.oneof(changedNeighbours(places, 1), changedNeighbours(places, 8)),
        (changes) => {
          const error = whileChanged(bytes, changes, (changed) => failureOf(changed, name));
          outcomes[error ? 'refused' : 'read']++;
        },
      ),
      { numRuns: times },
    );
    // A changed weight is still a weight, and a changed offset is not.
    expect(outcomes.refused).toBeGreaterThan(0.1 * times);
    expect(outcomes.read).toBeGreaterThan(0.3 * times);
    expect(failureOf(bytes, 'restored')).toBeNull();
  });
});

/** A network with most kinds of tables: options, quantisation, constants, metadata, an archive. */
function smallFile(): Uint8Array {
  const scale = { type: 'UINT8', scales: [0.5], zeroPoints: [3] };
  const network: FileToWrite = {
    tensors: [
      { name: 'picture', shape: [1, 4, 4, 3], signature: [-1, 4, 4, 3], ...scale },
      { name: 'w', shape: [2, 3, 3, 3], ...scale, data: new Uint8Array(54).fill(4) },
      { name: 'b', shape: [2], type: 'INT32', scales: [0.25], data: Int32Array.of(7, 8) },
      { name: 'conv', shape: [1, 2, 2, 2], ...scale },
      { name: 'shape', shape: [2], type: 'INT32', data: Int32Array.of(1, -1) },
      { name: 'scores', shape: [1, 8], ...scale },
    ],
    operators: [
      {
        op: 'CONV_2D',
        inputs: [0, 1, 2],
        outputs: [3],
        options: options.conv2d({ strides: [2, 2], activation: 'RELU6' }),
      },
      { op: 'RESHAPE', inputs: [3, 4], outputs: [5] },
    ],
    inputs: [0],
    outputs: [5],
  };
  const metadata = { mean: [127.5], std: [127.5], labels: [{ name: 'labels.txt' }] };
  return classifierFile(metadata, { 'labels.txt': 'a\nb\nc\nd\ne\nf\ng\nh\n' }, network);
}

describe('a small file', () => {
  it('is read as it is', () => {
    expect(failureOf(smallFile(), 'sound')).toBeNull();
  });

  it('is refused when it is cut off anywhere but where its archive starts', () => {
    const bytes = smallFile();
    const archive = Buffer.from(bytes).indexOf('PK\u0003\u0004');
    // What lies before the archive is whole; whether labels were packed cannot be told from the first bytes of it.
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    for (let length = archive; length < archive + 4; length++) {
      expect(failureOf(bytes.subarray(0, length), `${length} bytes`)).toBeNull();
    }
    expect(warn).toHaveBeenCalled();
    warn.mockRestore();
    for (let length = 0; length < bytes.length; length++) {
      if (length >= archive && length < archive + 4) continue;
      const error = failureOf(bytes.subarray(0, length), `${length} bytes`);
      expect(error, `${length} of ${bytes.length} bytes`).toBeInstanceOf(ModelFormatError);
    }
  });

  it.each([
    ['its lowest bit', (byte: number) => byte ^ 1],
    ['its highest bit', (byte: number) => byte ^ 128],
    ['all its bits', (byte: number) => byte ^ 255],
    ['it to 0', () => 0],
    ['it to 4', () => 4],
  ])('is refused or read when any byte is changed: %s', { timeout: 60_000 }, (_, change) => {
    const bytes = smallFile();
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at] ?? 0;
      bytes[at] = change(byte);
      failureOf(bytes, `byte ${at}`);
      bytes[at] = byte;
    }
    expect(failureOf(bytes, 'restored')).toBeNull();
  });
});
