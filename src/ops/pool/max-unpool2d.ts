// The opposite of a max pooling: each number goes back to where the largest of its window was.
import { formatShape, sameShape } from '../../tensor/tensor';
import { featureMapSize } from '../feature-map';
import { defineOp, f32 } from '../op';

/**
 * y[n, h, w, c] = x[n, ⌊h / kH⌋, ⌊w / kW⌋, c] where `source` has the first largest number of its window, else 0. Windows do not
 * overlap; y has the shape of `source`, which was pooled. Zeiler & Fergus 2013, arXiv:1311.2901.
 */
export const maxUnpool2d = defineOp({
  name: 'max-unpool2d',
  attributes: { kernel: 'pixelPair' },
  inputs: 'x source',
  infer: ([x, source], { kernel }, misfit) => {
    const [n, h, w, c] = featureMapSize(source.shape, misfit);
    const pooled = [n, Math.ceil(h / kernel[0]), Math.ceil(w / kernel[1]), c];
    if (!sameShape(x.shape, pooled)) {
      throw misfit(`cannot spread ${formatShape(x.shape)} over ${formatShape(source.shape)}`);
    }
    return f32(source.shape);
  },
});
