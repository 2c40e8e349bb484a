// Transposed convolution: every input pixel adds its weights to a window of the output.
// Zeiler et al. 2010, "Deconvolutional networks"; Dumoulin & Visin 2016, arXiv:1603.07285, chapter 4.
import { formatShape } from '../../tensor/tensor';
import { product } from '../../util/math';
import { featureMapSize } from '../feature-map';
import { defineOp, f32 } from '../op';
import { checkBias } from './conv2d';

/**
 * y[n, ih·S−P+kh·D, iw·S−P+kw·D, k] += w[k,c,kh,kw] · x[n,ih,iw,c], then act(b[k] + …). Weights are [k, c / groups, kh, kw], as a
 * convolution has them, not turned. `crop` is P, the rows and columns that are cut off in front; `size` says how many are kept.
 */
export const convTranspose2d = defineOp({
  name: 'conv-transpose2d',
  attributes: {
    kernel: 'pixelPair',
    strides: 'pixelPair',
    dilations: 'pixelPair',
    groups: 'size',
    crop: 'positions',
    size: 'sizePair',
    activation: 'activation',
  },
  inputs: 'x w:weight b?:weight',
  infer: ([x, w, b], a, misfit) => {
    const [n, , , c] = featureMapSize(x.shape, misfit);
    const [k = 0, cPerGroup, kH, kW] = w.shape;
    if (kH !== a.kernel[0] || kW !== a.kernel[1]) {
      throw misfit(`has kernel ${a.kernel} but weights ${formatShape(w.shape)}`);
    }
    if (!Number.isInteger(a.groups) || cPerGroup !== c / a.groups || k % a.groups !== 0) {
      throw misfit(
        `with ${a.groups} group(s) cannot apply weights ${formatShape(w.shape)} to ${c} channels`,
      );
    }
    if (b) checkBias(b.shape, k, misfit);
    const whole = [...a.kernel, ...a.strides, ...a.dilations, ...a.size];
    const isSound = (size: number, least: number) => Number.isInteger(size) && size >= least;
    if (!whole.every((size) => isSound(size, 1)) || a.crop.length !== 2) {
      throw misfit(`has kernel, strides, dilations and size ${whole} and crop ${a.crop}`);
    }
    if (!a.crop.every((pixels) => isSound(pixels, 0))) throw misfit(`crops ${a.crop} pixels`);
    return f32([n, ...a.size, k]);
  },
  macs: ([x = [], w = []]) =>
    product(x) * product([w[0] ?? 0, ...w.slice(2)]) * ((w[1] ?? 0) / (x[3] ?? 1)),
});
