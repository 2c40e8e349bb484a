// The authors' own file, compressed_SqueezeNet.net: from KINDLING_WEIGHTS_DIR, else ../shared/weights.
// Skipped where there is no such file, but never in CI.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ModelFormatError } from '../errors';
import { squeezenetConvolutions } from '../models/squeezenet';
import { readDeepCompression } from './deep-compression';

const FOLDER =
  process.env.KINDLING_WEIGHTS_DIR ?? join(import.meta.dirname, '../../../shared/weights');
const FILE = join(FOLDER, 'compressed_SqueezeNet.net');
const isMissing = !existsSync(FILE);
const why = isMissing ? ` (skipped: no ${FILE})` : '';

if (isMissing && process.env.CI) {
  it('has the real file in CI', () => {
    expect.fail(`${FILE} is missing; set KINDLING_WEIGHTS_DIR to the folder that holds it.`);
  });
}

describe.skipIf(isMissing)(`compressed_SqueezeNet.net${why}`, () => {
  const layers = squeezenetConvolutions();

  it('holds 1,244,448 weights, 415,921 of them not zero, in exactly 675,763 bytes', () => {
    const bytes = readFileSync(FILE);
    const decoded = readDeepCompression(bytes, layers);
    const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0);
    expect(decoded).toHaveLength(26);
    expect(sum(decoded.map(({ weights }) => weights.data.length))).toBe(1_244_448);
    expect(sum(decoded.map(({ nonZeroWeights }) => nonZeroWeights))).toBe(415_921);
    expect(sum(decoded.map(({ bias }) => bias.length))).toBe(3_976);
    expect(bytes.byteLength).toBe(675_763);
  });

  it('is refused with one byte fewer', () => {
    const shorter = readFileSync(FILE).subarray(0, -1);
    expect(() => readDeepCompression(shorter, layers)).toThrow(ModelFormatError);
    expect(() => readDeepCompression(shorter, layers)).toThrow(/"conv10": the gaps.*truncated/);
  });

  it('is refused with one byte more', () => {
    const longer = Buffer.concat([readFileSync(FILE), new Uint8Array(1)]);
    expect(() => readDeepCompression(longer, layers)).toThrow(ModelFormatError);
    expect(() => readDeepCompression(longer, layers)).toThrow(
      /1 bytes follow the last layer \("conv10"\), which ends at offset 675763/,
    );
  });
});
