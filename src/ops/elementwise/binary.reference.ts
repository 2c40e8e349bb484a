// Elementwise functions of two values on the CPU. A row for each.
import { channelsOf, f32Tensor, type Tensor } from '../../tensor/tensor';
import type { NumberFormat } from '../number-format';
import type { Compute, Domain, Rounding } from '../reference';
import { BINARY, type BinaryName, type binaryOps } from './binary';
import { activator } from './functions';

interface Row {
  readonly apply: (a: number, b: number) => number;
  /** What a kernel is off, in units of the result's last place: of all elements, or of the one of these operands. */
  readonly ulps: number | ((a: number, b: number, format: NumberFormat) => number);
  /** Whether numbers of few digits are rounded, too. */
  readonly evenShort?: boolean;
  /** Numbers that it is defined for; all where it is not given. */
  readonly domain?: Domain;
}

/** Each by its name. */
export const ROWS: { readonly [N in BinaryName]: Row } = {
  add: { apply: (a, b) => a + b, ulps: 0.5 },
  sub: { apply: (a, b) => a - b, ulps: 0.5 },
  mul: { apply: (a, b) => a * b, ulps: 0.5 },
  // 2.5 ULP in WGSL, and the reference's own rounding.
  div: { apply: (a, b) => a / b, ulps: 3, evenShort: true, domain: 'not zero' },
  // He et al. 2015, arXiv:1502.01852.
  prelu: { apply: (a, b) => (a < 0 ? a * b : a), ulps: 0.5 },
  pow: { apply: Math.pow, ulps: powerUlps, evenShort: true, domain: 'positive' },
};

/** Of exp2(b · log2 a), by WGSL's accuracy of both: log2 is off by a number near 1 and by 3 ULP elsewhere, exp2 by 3 + 2·|x|. */
function powerUlps(a: number, b: number, { ulp, logError }: NumberFormat): number {
  if (a === 0 || b === 0) return 0;
  const logarithm = Math.abs(Math.log2(Math.abs(a)));
  const exponent = Math.abs(b) * logarithm;
  const ofExponent = Math.abs(b) * (logError / ulp + 3 * logarithm) + exponent;
  return Math.LN2 * ofExponent + 3 + 2 * exponent + 0.5;
}

type AnyBinary = (typeof binaryOps)[BinaryName];

/**
 * y = act(f(a, b)), of a's shape. b is as large as a, or one vector per image [n, 1, 1, c] that all its pixels share, or one
 * vector [c] that all pixels share.
 */
export const computes = byName(
  ({ apply }): Compute<AnyBinary> =>
    ([a, b], { activation }) => {
      const act = activator(activation);
      return [f32Tensor(a.shape, Float32Array.from(pairs(a, b, (x, y) => act(apply(x, y)))))];
    },
);

/** What each rounds before its activation. */
export const roundings = byName(
  ({ apply, ulps, evenShort = false }): Rounding<AnyBinary> =>
    ({ inputs: [a, b], format }) => {
      if (typeof ulps === 'number') return [{ ulps, of: 'result', evenShort }];
      return [{ ulps: 1, of: pairs(a, b, (x, y) => ulps(x, y, format) * apply(x, y)), evenShort }];
    },
);

/** A function of every element of a and of what b repeats there. */
export function pairs(a: Tensor, b: Tensor, f: (x: number, y: number) => number): Float64Array {
  const channels = channelsOf(a.shape);
  const vectors = b.data.length / channels;
  const perVector = a.data.length / vectors;
  return Float64Array.from(a.data, (value, i) => {
    const at = Math.floor(i / perVector) * channels + (i % channels);
    return f(value, b.data[at] as number);
  });
}

function byName<T>(make: (row: Row) => T): { readonly [N in BinaryName]: T } {
  return Object.fromEntries(BINARY.map((name) => [name, make(ROWS[name])])) as {
    [N in BinaryName]: T;
  };
}
