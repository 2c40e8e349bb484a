// Local response normalisation across channels. Krizhevsky et al. 2012 (AlexNet), section 3.3, in ONNX's terms.
import { featureMapSize } from '../feature-map';
import { defineOp, f32 } from '../op';
import type { Attributes } from '../schema';

/** y = x · (bias + alpha / size · Σ x²)^−beta, the sum over `size` neighbouring channels. */
export const localResponseNorm = defineOp({
  name: 'local-response-norm',
  attributes: { size: 'pixels', alpha: 'real', beta: 'real', bias: 'real' },
  inputs: 'x',
  infer: ([x], { size }, misfit) => {
    featureMapSize(x.shape, misfit);
    if (!Number.isInteger(size) || size < 1) {
      throw misfit(`normalises over ${size} channels; it must be 1 or more`);
    }
    return f32(x.shape);
  },
});

/** How many neighbours count, and how much. */
export type LocalResponseNormAttributes = Attributes<typeof localResponseNorm.attributes>;
