// Winograd convolution, first step: patches of x, transformed.

import { featureMapSize } from '../feature-map';
import { defineOp, f32 } from '../op';
import type { Attributes } from '../schema';
import { checkPads } from '../window';
import { phasesOf, tilesOf, windowsOf } from './winograd';
import { elementsIn, WINOGRAD_FORM } from './winograd-form';

/**
 * The patches of x under the windows of a tile of output pixels: y[ξ, tile, phase · c + channel] = (Bᵀ d B)[ξ],
 * [elements, n · tiles, phases · c]. The first of three ops that compute a dense convolution as F(m×m, r×r) does
 * (winograd.ts); rewrites/winograd.ts puts them in its place.
 */
export const winogradInput = defineOp({
  name: 'winograd-input',
  attributes: {
    ...WINOGRAD_FORM,
    /** Zeros around x, those of the convolution. */
    pads: 'pads',
  },
  inputs: 'x',
  isLowered: true,
  infer: ([x], { pads, ...form }, misfit) => {
    const [n, h, w, c] = featureMapSize(x.shape, misfit);
    const elements = elementsIn(form, misfit);
    checkPads(pads, misfit);
    const [oh, ow] = windowsOf([h, w], pads, form);
    if (oh < 1 || ow < 1) throw misfit(`has a window larger than its ${h}×${w} input`);
    const [rows, columns] = tilesOf([oh, ow], form.tile);
    return f32([elements, n * rows * columns, phasesOf(form) * c]);
  },
});

/** What the step is told. */
export type WinogradInputAttributes = Attributes<typeof winogradInput.attributes>;
