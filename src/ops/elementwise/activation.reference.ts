// The op of an activation that no other op ends in.
import { f32Tensor } from '../../tensor/tensor';
import { type Compute, exact, type Rounding } from '../reference';
import type { activation } from './activation';
import { activator } from './functions';

/** y = act(x). */
export const compute: Compute<typeof activation> = ([x], attributes) => [
  f32Tensor(x.shape, Float32Array.from(x.data, activator(attributes.activation))),
];

/** What an activation reads is not rounded; functions.reference.ts has what it rounds itself. */
export const rounding: Rounding<typeof activation> = exact;
