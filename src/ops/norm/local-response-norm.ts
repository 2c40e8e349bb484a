// Local response normalisation across channels. Krizhevsky et al. 2012 (AlexNet), section 3.3, in ONNX's terms.
import { channelsOf } from '../../tensor/tensor';
import { featureMapSize } from '../feature-map';
import { defineOp, f32 } from '../op';

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
  reads: ([x = []], { size }) => Math.min(size, channelsOf(x)),
});
