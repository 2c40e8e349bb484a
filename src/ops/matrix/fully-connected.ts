// Fully-connected layer.
import { formatShape } from '../../tensor/tensor';
import { product } from '../../util/math';
import { checkBias, macsOfRows } from '../conv/conv2d';
import { defineOp, f32 } from '../op';

/** y[n,k] = act(b[k] + Σ w[k,i] · x[n,i]), i over all of x's h, w, c; w is [k, h·w·c]. */
export const fullyConnected = defineOp({
  name: 'fully-connected',
  attributes: { activation: 'activation' },
  inputs: 'x w:weight b?:weight',
  infer: ([x, w, b], _, misfit) => {
    const [n = 0] = x.shape;
    const [k = 0, columns] = w.shape;
    const features = product(x.shape.slice(1));
    if (w.shape.length !== 2 || columns !== features || x.shape.length < 2) {
      throw misfit(`cannot apply weights ${formatShape(w.shape)} to ${formatShape(x.shape)}`);
    }
    if (b) checkBias(b.shape, k, misfit);
    return f32([n, k]);
  },
  macs: macsOfRows,
});
