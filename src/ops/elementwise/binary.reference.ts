// Elementwise functions of two values on the CPU. A row for each.
import { channelsOf, f32Tensor } from '../../tensor/tensor';
import type { Compute, Rounding } from '../reference';
import { BINARY, type BinaryName, type binaryOps } from './binary';
import { activator } from './functions';

interface Row {
  readonly apply: (a: number, b: number) => number;
  /** What a kernel is off, in units of the result's last place. */
  readonly ulps: number;
  /** Whether numbers of few digits are rounded, too. */
  readonly evenShort?: boolean;
}

const ROWS: { readonly [N in BinaryName]: Row } = {
  add: { apply: (a, b) => a + b, ulps: 0.5 },
  sub: { apply: (a, b) => a - b, ulps: 0.5 },
  mul: { apply: (a, b) => a * b, ulps: 0.5 },
  // 2.5 ULP in WGSL, and the reference's own rounding.
  div: { apply: (a, b) => a / b, ulps: 3, evenShort: true },
  // He et al. 2015, arXiv:1502.01852.
  prelu: { apply: (a, b) => (a < 0 ? a * b : a), ulps: 0.5 },
};

type AnyBinary = (typeof binaryOps)[BinaryName];

/**
 * y = act(f(a, b)), of a's shape. b is as large as a, or one vector per image [n, 1, 1, c] that all its pixels share, or one
 * vector [c] that all pixels share.
 */
export const computes = byName(
  ({ apply }): Compute<AnyBinary> =>
    ([a, b], { activation }) => {
      const act = activator(activation);
      const channels = channelsOf(a.shape);
      const vectors = b.data.length / channels;
      const perVector = a.data.length / vectors;
      const y = Float32Array.from(a.data, (value, i) => {
        const at = Math.floor(i / perVector) * channels + (i % channels);
        return act(apply(value, b.data[at] as number));
      });
      return [f32Tensor(a.shape, y)];
    },
);

/** What each rounds before its activation. */
export const roundings = byName(
  ({ ulps, evenShort = false }): Rounding<AnyBinary> =>
    () => [{ ulps, of: 'result', evenShort }],
);

function byName<T>(make: (row: Row) => T): { readonly [N in BinaryName]: T } {
  return Object.fromEntries(BINARY.map((name) => [name, make(ROWS[name])])) as {
    [N in BinaryName]: T;
  };
}
