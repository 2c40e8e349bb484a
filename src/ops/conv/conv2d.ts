// Convolution.
import { formatShape, type Shape } from '../../tensor/tensor';
import { product } from '../../util/math';
import { checkVectors } from '../elementwise/batch-norm';
import { featureMapSize } from '../feature-map';
import type { Misfit } from '../misfit';
import { defineOp, f32 } from '../op';
import type { Attributes } from '../schema';
import { NO_PADS, WINDOW, windowedSize } from '../window';

/**
 * y[n,oh,ow,k] = act(b[k] + Σ w[k,c,kh,kw] · x[n, oh·S−P+kh·D, ow·S−P+kw·D, c]). Weights are [k, c / groups, kh, kw].
 * With a `prologue`, x is first normalised and activated, and p(scale[c] · x[…, c] + shift[c]) is what is convolved, zeros
 * around it as they are (DenseNet's order, arXiv:1608.06993, section 3).
 */
export const conv2d = defineOp({
  name: 'conv2d',
  attributes: {
    ...WINDOW,
    dilations: 'pixelPair',
    groups: 'size',
    activation: 'activation',
    /** The activation p of the prologue; absent where x is read as it is. */
    prologue: 'activation?',
  },
  inputs: 'x w:weight b?:weight scale?:weight shift?:weight',
  infer: ([x, w, b, ...vectors], a, misfit) => {
    const [, , , c] = featureMapSize(x.shape, misfit);
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
    if (a.prologue === undefined && vectors.some((vector) => vector)) {
      throw misfit('has a scale and no prologue that takes it');
    }
    if (a.prologue !== undefined) {
      if (!b) throw misfit('has a prologue and no bias in front of it');
      checkVectors(
        x.shape,
        vectors.flatMap((vector) => (vector ? [vector.shape] : [])),
        misfit,
      );
    }
    return f32([...windowedSize(a, a.dilations, x.shape, false, misfit), k]);
  },
  macs: macsOfRows,
});

/** What a convolution is told. */
export type Conv2dAttributes = Attributes<typeof conv2d.attributes>;

/** A dense pointwise convolution, but for its activation. */
export const POINTWISE = {
  kernel: [1, 1],
  strides: [1, 1],
  pads: NO_PADS,
  dilations: [1, 1],
  groups: 1,
} as const;

/** Every output is a sum over one row of the weights: [k, c, kh, kw] of a convolution, [k, h·w·c] of a fully-connected layer. */
export function macsOfRows([, w = []]: readonly Shape[], y: Shape): number {
  return product(y) * product(w.slice(1));
}

/** @throws GraphError unless it is one number for each of k channels */
export function checkBias(bias: Shape, k: number, misfit: Misfit): void {
  if (bias.length !== 1 || bias[0] !== k) {
    throw misfit(`needs a bias of ${k}, got ${formatShape(bias)}`);
  }
}
