// Largest over all positions of a feature map.
import { featureMapSize } from '../feature-map';
import { defineOp, f32 } from '../op';

/** [n, h, w, c] → [n, c], the largest over h and w. */
export const globalMaxPool = defineOp({
  name: 'global-max-pool',
  attributes: {},
  inputs: 'x',
  infer: ([x], _, misfit) => {
    const [n, , , c] = featureMapSize(x.shape, misfit);
    return f32([n, c]);
  },
});
