// Numbers of x in any regular order.
import { type Compute, exact, type Rounding } from '../reference';
import type { asStrided } from './as-strided';
import { readStrided } from './read-strided';

/** y's i-th number is x's at offset + Σ index_a · strides[a]. */
export const compute: Compute<typeof asStrided> = ([x], access, [shape]) => [
  readStrided(x, access, shape),
];

/** Nothing is rounded. */
export const rounding: Rounding<typeof asStrided> = exact;
