// Where the largest entries of each row are, on the CPU.
import { f32Tensor } from '../../tensor/tensor';
import { type Compute, exact, type Rounding } from '../reference';
import type { topIndices } from './top-indices';
import { compute as topK } from './top-k.reference';

/** The indices that top-k gives, as numbers. */
export const compute: Compute<typeof topIndices> = (inputs, attributes, shapes) => {
  const [, indices] = topK(inputs, attributes, shapes);
  return [f32Tensor(shapes[0], Float32Array.from(indices?.data ?? []))];
};

/** Nothing is rounded. */
export const rounding: Rounding<typeof topIndices> = exact;
