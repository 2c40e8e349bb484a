// Damaged files: cut off, or with bytes changed. Whatever the damage, the reader neither hangs nor crashes: it refuses the
// file with an error of its own, or reads a graph that can be planned, as it must where only a weight has changed.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KindlingError, ModelFormatError } from '../../errors';
import {
  changedBytes,
  changedNeighbours,
  flippedBits,
  placeIn,
  whileChanged,
} from '../../util/damage.fixtures';
import { sampleOf, timesOf } from '../../util/sample.fixtures';
import { smallNetwork } from './onnx-file.fixtures';
import { readOnnxNow } from './read-now.fixtures';

const REAL = join(import.meta.dirname, '../../../../shared/golden/squeezenet1_0_dc.onnx');
const isMissing = !existsSync(REAL);
const why = isMissing ? ` (skipped: no ${REAL})` : '';

/** Reads a file; gives its error. Errors that are not Kindling's fail the test. */
function failureOf(bytes: Uint8Array, what: string): KindlingError | null {
  try {
    readOnnxNow(bytes, { name: 'damaged', batch: 1 });
    return null;
  } catch (error) {
    if (error instanceof KindlingError) return error;
    throw new Error(`${what}: ${error instanceof Error ? error.stack : error}`);
  }
}

describe('a small network', () => {
  const whole = smallNetwork();

  it('is sound to begin with', () => {
    expect(failureOf(whole, 'whole')).toBeNull();
  });

  it('is refused when it is cut off, wherever', () => {
    // What lies behind the graph is the op set's version, without which nothing can be read either.
    const lengths = Array.from({ length: whole.length }, (_, length) => length);
    for (const length of sampleOf('cut ONNX', lengths, 200)) {
      const error = failureOf(whole.subarray(0, length), `${length} bytes`);
      expect(error, `${length} of ${whole.length} bytes`).toBeInstanceOf(ModelFormatError);
    }
  });

  it('is refused or read when bits flip or bytes change', () => {
    const times = timesOf(200, 2000);
    const bytes = whole.slice();
    let refused = 0;
    fc.assert(
      fc.property(fc.oneof(flippedBits(bytes, 4), changedBytes(bytes, 4)), (changes) => {
        const fail = (changed: Uint8Array) => failureOf(changed, 'changed bytes');
        if (whileChanged(bytes, changes, fail)) refused++;
      }),
      { numRuns: times },
    );
    expect(bytes).toEqual(whole);
    expect(refused).toBeGreaterThan(0.15 * times);
    expect(refused).toBeLessThan(0.95 * times);
  });
});

if (isMissing && process.env.CI) {
  it('has the real file in CI', () => {
    expect.fail(`${REAL} is missing.`);
  });
}
describe.skipIf(isMissing)(`squeezenet1_0_dc.onnx${why}`, () => {
  it('is refused when it is cut off at any 64th of its length', () => {
    const bytes = readFileSync(REAL);
    for (const part of sampleOf('cut SqueezeNet', [...Array(64).keys()], 8)) {
      const length = Math.floor((bytes.length * part) / 64);
      const error = failureOf(bytes.subarray(0, length), `${length} bytes`);
      expect(error, `${length} of ${bytes.length} bytes`).toBeInstanceOf(ModelFormatError);
    }
  });

  it('is refused or read when bytes are changed', () => {
    const bytes = new Uint8Array(readFileSync(REAL));
    fc.assert(
      fc.property(changedNeighbours(placeIn(bytes), 8), (changes) => {
        whileChanged(bytes, changes, (changed) => failureOf(changed, 'changed bytes'));
      }),
      { numRuns: timesOf(50, 500) },
    );
    expect(failureOf(bytes, 'restored')).toBeNull();
  });
});
