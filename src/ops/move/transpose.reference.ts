// Another order of the axes.
import { type Compute, exact, type Rounding } from '../reference';
import { readStrided } from './read-strided';
import { transpose } from './transpose';

/** y's axis a is x's axis permutation[a]. */
export const compute: Compute<typeof transpose> = ([x], attributes, [shape]) => {
  return [readStrided(x, transpose.moves(x.shape, attributes), shape)];
};

/** Nothing is rounded. */
export const rounding: Rounding<typeof transpose> = exact;
