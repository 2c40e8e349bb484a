// A part of x, in steps along each axis.
import { type Compute, exact, type Rounding } from '../reference';
import { readStrided } from './read-strided';
import { slice } from './slice';

/** y[i] = x[starts + i · steps]. */
export const compute: Compute<typeof slice> = ([x], attributes, [shape]) => {
  return [readStrided(x, slice.moves(x.shape, attributes), shape)];
};

/** Nothing is rounded. */
export const rounding: Rounding<typeof slice> = exact;
