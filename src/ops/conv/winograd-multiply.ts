// Winograd convolution, second step: a product of matrices for each element of a patch.
import { formatShape, sameShape } from '../../tensor/tensor';
import { product } from '../../util/math';
import { defineOp, f32 } from '../op';
import { elementsOf, phasesOf } from './winograd';
import { transformedSize, WINOGRAD_FORM } from './winograd-form';

/**
 * m[ξ, tile, k] = Σ_c (G w[k,c] Gᵀ)[ξ] · v[ξ, tile, c] over the channels of all phases; w [k, c, kernel, kernel] as the
 * convolution has it.
 */
export const winogradMultiply = defineOp({
  name: 'winograd-multiply',
  attributes: {
    ...WINOGRAD_FORM,
    /** Pixels of the convolution's output, n · oh · ow: at most tile² to a tile. What it costs is counted by them. */
    pixels: 'size',
  },
  inputs: 'v w:weight',
  isLowered: true,
  infer: ([v, w], { pixels, ...form }, misfit) => {
    const [tiles, channels] = transformedSize(v.shape, form, misfit);
    const [k = 0, c = 0] = w.shape;
    const { kernel, tile } = form;
    if (!sameShape(w.shape, [k, c, kernel, kernel]) || channels !== phasesOf(form) * c) {
      throw misfit(`cannot apply weights ${formatShape(w.shape)} to ${channels} channels`);
    }
    if (!Number.isInteger(pixels) || pixels < tiles || pixels > tiles * tile ** 2) {
      throw misfit(`counts ${pixels} pixels in ${tiles} tiles`);
    }
    return f32([elementsOf(form), tiles, k]);
  },
  // What the convolution itself would: papers compare work to be done, not the ways to do it.
  macs: ([, w = []], _, { pixels }) => pixels * product(w),
});
