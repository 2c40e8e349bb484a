// How exactly each kind of picture is seen, whatever the browser.
import type { RgbaPicture } from '../../../src/reference/resize-triangle';
import type { PictureKind } from './page-pictures';

/** Largest difference in levels by kind: opaque, and with alpha; null where the kind has none. */
export const KIND_BOUNDS: Record<
  PictureKind,
  readonly [opaque: number, transparent: number | null]
> = {
  // Each half of the resize may round a half to the other side. Colours that are stored multiplied by alpha in 8 bits
  // cost a level more, and so does an image's, that a canvas has multiplied and not kept.
  blob: [1, 2],
  imageData: [1, 2],
  plainPixels: [1, 2],
  image: [1, 2],
  canvas: [1, 2],
  offscreenCanvas: [1, 2],
  imageBitmap: [1, 2],
  straightImageBitmap: [1, 2],
  videoFrame: [1, 2],
  rawVideoFrame: [1, 2],
  video: [1, null],
  rgba8unorm: [1, 2],
  bgra8unorm: [1, 2],
  rgba16float: [1, 1],
  rgba32float: [1, 1],
  rgb10a2unorm: [1, null],
  rg11b10ufloat: [1, null],
};

/** A picture as the kind holds it: floats with 6, 6 and 5 bits of mantissa are less than levels. */
export function heldAs(kind: PictureKind, picture: RgbaPicture): RgbaPicture {
  return kind === 'rg11b10ufloat' ? inSmallFloats(picture) : picture;
}

function inSmallFloats(picture: RgbaPicture): RgbaPicture {
  const data = Array.from(picture.data, (level, i) => {
    if (level === 0 || i % 4 === 3) return level;
    const step = 2 ** (Math.floor(Math.log2(level / 255)) - (i % 4 === 2 ? 5 : 6));
    return 255 * step * Math.round(level / 255 / step);
  });
  return { ...picture, data };
}
