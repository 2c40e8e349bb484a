// Another height and width.
import { featureMapSize } from '../feature-map';
import { defineOp, f32 } from '../op';
import type { Attributes } from '../schema';

/** By the nearest pixel, or linearly between the nearest two in each direction; ONNX's terms. */
export const resize2d = defineOp({
  name: 'resize2d',
  attributes: {
    /** Output height and width. */
    size: 'sizePair',
    /** Output pixels per input pixel, which need not be exactly size / input size. */
    scales: 'realPair',
    mode: ['nearest', 'linear'],
    /** How output positions are mapped to input ones. */
    coordinates: ['half-pixel', 'pytorch-half-pixel', 'asymmetric', 'align-corners'],
    /** Which pixel is nearest to a position between two. */
    rounding: ['round-prefer-floor', 'round-prefer-ceil', 'floor', 'ceil'],
  },
  inputs: 'x',
  infer: ([x], { size, scales }, misfit) => {
    const [n, , , c] = featureMapSize(x.shape, misfit);
    if (!size.every((pixels) => Number.isInteger(pixels) && pixels > 0)) {
      throw misfit(`cannot resize to ${size}`);
    }
    if (!scales.every((scale) => Number.isFinite(scale) && scale > 0)) {
      throw misfit(`cannot resize by ${scales}`);
    }
    return f32([n, ...size, c]);
  },
});

/** How a map is resized. */
export type Resize2dAttributes = Attributes<typeof resize2d.attributes>;
