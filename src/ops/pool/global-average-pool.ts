// Mean over all positions of a feature map.
import { featureMapSize } from '../feature-map';
import { defineOp, f32 } from '../op';

/** [n, h, w, c] → [n, c], the mean over h and w. */
export const globalAveragePool = defineOp({
  name: 'global-average-pool',
  attributes: {},
  inputs: 'x',
  infer: ([x], _, misfit) => {
    const [n, , , c] = featureMapSize(x.shape, misfit);
    return f32([n, c]);
  },
});
