// The op of an activation that no other op ends in.
import { defineOp, f32 } from '../op';

/** y = act(x). */
export const activation = defineOp({
  name: 'activation',
  attributes: { activation: 'activation' },
  inputs: 'x',
  infer: ([x]) => f32(x.shape),
});
