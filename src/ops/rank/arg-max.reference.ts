// Where the largest number of each row is, on the CPU.
import { channelsOf, f32Tensor } from '../../tensor/tensor';
import { type Compute, exact, type Rounding } from '../reference';
import type { argMax } from './arg-max';

/** Indices as numbers. */
export const compute: Compute<typeof argMax> = ([x], { takesLast }, [shape]) => {
  const channels = channelsOf(x.shape);
  const y = new Float32Array(x.data.length / channels);
  for (let row = 0; row < y.length; row++) {
    let best = 0;
    const at = (c: number) => x.data[row * channels + c] as number;
    for (let c = 1; c < channels; c++) {
      if (at(c) > at(best) || (takesLast && at(c) === at(best))) best = c;
    }
    y[row] = best;
  }
  return [f32Tensor(shape, y)];
};

/** Nothing is rounded. */
export const rounding: Rounding<typeof argMax> = exact;
