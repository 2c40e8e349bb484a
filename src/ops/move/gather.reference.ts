// Rows of a table, by numbers that are computed, on the CPU.
import { f32Tensor } from '../../tensor/tensor';
import { type Compute, exact, type Rounding } from '../reference';
import type { gather } from './gather';

/** Each index takes a row. */
export const compute: Compute<typeof gather> = ([table, indices], _, [outputShape]) => {
  const [rows = 0, c = 0] = table.shape;
  const y = new Float32Array(indices.data.length * c);
  for (let i = 0; i < indices.data.length; i++) {
    const row = Math.min(Math.max(Math.trunc(indices.data[i] as number), 0), rows - 1);
    y.set(table.data.subarray(row * c, (row + 1) * c), i * c);
  }
  return [f32Tensor(outputShape, y)];
};

/** Nothing is rounded. */
export const rounding: Rounding<typeof gather> = exact;
