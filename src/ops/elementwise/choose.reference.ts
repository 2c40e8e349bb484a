// One of two values on the CPU.
import { f32Tensor } from '../../tensor/tensor';
import { type Compute, exact, type Rounding } from '../reference';
import type { choose } from './choose';

/** y = a where the condition is not 0, else b. */
export const compute: Compute<typeof choose> = ([condition, a, b]) => {
  const chosen = Float32Array.from(condition.data, (value, i) =>
    value === 0 ? (b.data[i] as number) : (a.data[i] as number),
  );
  return [f32Tensor(condition.shape, chosen)];
};

/** Nothing is rounded. */
export const rounding: Rounding<typeof choose> = exact;
