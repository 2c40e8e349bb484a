// Requantisation on the CPU, with the roundings that kernels have.
import { f32Tensor } from '../../tensor/tensor';
import { roundHalfEven } from '../../util/math';
import { FLOAT32 } from '../number-format';
import type { Compute, Rounding } from '../reference';
import type { requantize, Ties } from './requantize';

/** What a mean may be off and still is a tie. */
const NEARLY_A_TIE = 0.5 + 2 ** -12;

const ROUNDINGS: Readonly<Record<Ties, (x: number, origin: number) => number>> = {
  even: roundHalfEven,
  up: (x) => Math.floor(Math.fround(x + 0.5)),
  away: (x, origin) => {
    const code = Math.fround(x + origin);
    return Math.sign(code) * Math.floor(Math.fround(Math.abs(code) + NEARLY_A_TIE)) - origin;
  },
};

/** y[…, c] = round(x[…, c] · k[c]) within the range. */
export const compute: Compute<typeof requantize> = ([x, k], { ties, origin, range }) => {
  const round = ROUNDINGS[ties];
  const [low, high] = range;
  const channels = k.data.length;
  const y = new Float32Array(x.data.length);
  for (let i = 0; i < y.length; i++) {
    const scaled = Math.fround((x.data[i] as number) * (k.data[i % channels] as number));
    y[i] = Math.min(Math.max(round(scaled, origin), low), high);
  }
  return [f32Tensor(x.shape, y)];
};

/** A product of floats is rounded alike wherever it is computed, and what follows is exact. That of halves may fall to the other side. */
export const rounding: Rounding<typeof requantize> = ({ expected, format }) =>
  format === FLOAT32 ? [] : [{ errors: new Float64Array(expected.length).fill(1) }];
