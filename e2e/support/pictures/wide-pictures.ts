// Pictures of one Display P3 colour, of every kind that can say that it is one. Runs in the page.
import type { Picture } from '../../../src/index';

/** Levels of red, green and blue in Display P3. */
export type WideColour = readonly [number, number, number];

const [WIDTH, HEIGHT] = [8, 6];

const MAKERS = {
  imageData: wideData,
  canvas: (colour) => {
    const canvas = document.createElement('canvas');
    Object.assign(canvas, { width: WIDTH, height: HEIGHT });
    canvas.getContext('2d', { colorSpace: 'display-p3' })?.putImageData(wideData(colour), 0, 0);
    return canvas;
  },
  offscreenCanvas: wideCanvas,
  imageBitmap: (colour) => createImageBitmap(wideData(colour)),
  canvasImageBitmap: (colour) => createImageBitmap(wideCanvas(colour)),
  videoFrame: (colour) => new VideoFrame(wideCanvas(colour), { timestamp: 0 }),
  rawVideoFrame: (colour) =>
    new VideoFrame(wideData(colour).data, {
      ...{ format: 'RGBA', codedWidth: WIDTH, codedHeight: HEIGHT, timestamp: 0 },
      colorSpace: {
        ...{ matrix: 'rgb', transfer: 'iec61966-2-1', fullRange: true },
        // Not in TypeScript's library.
        primaries: 'smpte432' as VideoColorPrimaries,
      },
    }),
} satisfies Record<string, (colour: WideColour) => Picture | Promise<Picture>>;

/** Names of the kinds. */
export type WideKind = keyof typeof MAKERS;

/** A picture of that kind. */
export function makeWidePicture(kind: WideKind, colour: WideColour): Picture | Promise<Picture> {
  return MAKERS[kind](colour);
}

function wideData([r, g, b]: WideColour): ImageData {
  const pixels = new ImageData(WIDTH, HEIGHT, { colorSpace: 'display-p3' });
  for (let i = 0; i < pixels.data.length; i += 4) pixels.data.set([r, g, b, 255], i);
  return pixels;
}

function wideCanvas(colour: WideColour): OffscreenCanvas {
  const canvas = new OffscreenCanvas(WIDTH, HEIGHT);
  canvas.getContext('2d', { colorSpace: 'display-p3' })?.putImageData(wideData(colour), 0, 0);
  return canvas;
}
