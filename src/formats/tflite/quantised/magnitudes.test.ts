// Magnitudes of weights of both types, against those by their codes.
import { expect, it } from 'vitest';
import { seededRandom } from '../../../util/random';
import type { TfliteTensor } from '../tflite-tensor';
import { magnitudes } from './magnitudes';

/** Weights [channels, inner]. */
function weightsOf(
  type: 'INT8' | 'UINT8',
  codes: readonly number[],
  zeroPoints: readonly number[],
): TfliteTensor {
  const data = Uint8Array.from(codes);
  const [channels, scales] = [zeroPoints.length, zeroPoints.map(() => 1)];
  return {
    ...{ index: 0, name: 'w', offset: 0, obstacle: null, isVariable: false, sparsity: null },
    ...{ type, data, shape: [channels, codes.length / channels] },
    quantization: { scales, zeroPoints, axis: 0 },
  };
}

const random = seededRandom(7);
const byte = () => Math.floor(256 * random());

const cases = (['INT8', 'UINT8'] as const).flatMap((type) =>
  [1, 3, 36, 508].map((inner) => ({ type, inner })),
);

it.each(cases)('of $type, $inner a channel', ({ type, inner }) => {
  const [least, greatest] = type === 'INT8' ? [-128, 127] : [0, 255];
  const zeroPoints = [least, greatest, 0, 5, 300];
  const rows = [least, greatest, null, null, null].map((code) =>
    // What is farthest from a zero point: the one's is the other's end.
    Array.from({ length: inner }, () => (code === null ? byte() + least : least + greatest - code)),
  );
  const tensor = weightsOf(type, rows.flat(), zeroPoints);
  const expected = rows.map((row, c) =>
    row.reduce((sum, code) => sum + Math.abs(code - (zeroPoints[c] ?? 0)), 0),
  );
  expect([...magnitudes(tensor, 0)]).toEqual(expected);
});

it('adds up channels that lie behind one another', () => {
  const weights = weightsOf('INT8', [1, -2, 3, -4, 5, -6], [0]);
  expect([...magnitudes({ ...weights, shape: [1, 3, 2] }, 2)]).toEqual([9, 12]);
});
