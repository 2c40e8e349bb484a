// A border around every feature map.
import { featureMapSize } from '../feature-map';
import { defineOp, f32 } from '../op';
import type { Attributes } from '../schema';
import { checkPads } from '../window';

/** The border is of `value`, or of x's own pixels, mirrored about the outermost or repeated. */
export const pad2d = defineOp({
  name: 'pad2d',
  attributes: {
    pads: 'pads',
    value: 'real',
    mode: { optional: ['constant', 'reflect', 'edge'] },
  },
  inputs: 'x',
  infer: ([x], { pads, mode }, misfit) => {
    const [n, h, w, c] = featureMapSize(x.shape, misfit);
    checkPads(pads, misfit);
    const { top, left, bottom, right } = pads;
    if (mode === 'reflect' && (Math.max(top, bottom) >= h || Math.max(left, right) >= w)) {
      throw misfit(`mirrors more pixels than the ${h}×${w} input has beside its outermost`);
    }
    return f32([n, h + top + bottom, w + left + right, c]);
  },
});

/** What the border is. */
export type Pad2dAttributes = Attributes<typeof pad2d.attributes>;
