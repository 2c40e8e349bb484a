// The pixels of a picture on the CPU, through a canvas; pixels that are given as such are taken without one.
import { ImageError, UnsupportedError } from '../errors';
import type { DecodedPicture } from './picture';
import type { RgbaPixels } from './plain-pixels';
import type { ResizeGeometry } from './resize-geometry';

/** RGBA of a part of a picture, seen on white where it is transparent: 8 bits each, row by row. */
export interface RegionPixels {
  readonly region: ResizeGeometry['region'];
  readonly data: Uint8ClampedArray;
}

/** @throws ImageError where there is no canvas; what the browser throws where pixels may not be read */
export function readPixels(
  picture: DecodedPicture,
  region: ResizeGeometry['region'],
): RegionPixels {
  const { source } = picture;
  if ('createView' in source) {
    throw new UnsupportedError(
      'A GPUTexture is a picture for a runtime on WebGPU; the CPU backend takes all others.',
    );
  }
  if (!('data' in source)) return { region, data: drawOnWhite(source, region) };
  return isPlain(source)
    ? { region, data: cutOnWhite(source, region) }
    : { region, data: convertOnWhite(source, region) };
}

/** Whether pixels are what they are converted to: sRGB of 8 bits. */
function isPlain(source: ImageData | RgbaPixels): source is RgbaPixels {
  return (
    !('colorSpace' in source && source.colorSpace === 'display-p3') &&
    source.data.BYTES_PER_ELEMENT === 1
  );
}

function drawOnWhite(
  source: Exclude<DecodedPicture['source'], ImageData | RgbaPixels | GPUTexture>,
  { x, y, width, height }: ResizeGeometry['region'],
): Uint8ClampedArray {
  const context = createContext(width, height);
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  context.drawImage(source, -x, -y);
  return context.getImageData(0, 0, width, height).data;
}

/** A canvas converts what it is given; it does not blend that with what it has. */
function convertOnWhite(
  source: ImageData,
  { x, y, width, height }: ResizeGeometry['region'],
): Uint8ClampedArray {
  const context = createContext(width, height);
  context.putImageData(source, -x, -y);
  const converted = context.getImageData(0, 0, width, height);
  return cutOnWhite(converted, { x: 0, y: 0, width, height });
}

function createContext(
  width: number,
  height: number,
): OffscreenCanvasRenderingContext2D | CanvasRenderingContext2D {
  const context = createCanvas(width, height)?.getContext('2d', { willReadFrequently: true });
  if (context && 'putImageData' in context) return context;
  throw new ImageError(
    'There is no canvas here to read the picture with: give its pixels, as { width, height, data }.',
  );
}

function createCanvas(width: number, height: number): OffscreenCanvas | HTMLCanvasElement | null {
  if (typeof OffscreenCanvas !== 'undefined') return new OffscreenCanvas(width, height);
  if (typeof document === 'undefined') return null;
  return Object.assign(document.createElement('canvas'), { width, height });
}

function cutOnWhite(
  source: ImageData | RgbaPixels,
  region: ResizeGeometry['region'],
): Uint8ClampedArray {
  const pixels = new Uint8ClampedArray(4 * region.width * region.height).fill(255);
  for (let row = 0; row < region.height; row++) {
    const from = ((region.y + row) * source.width + region.x) * 4;
    const to = row * region.width * 4;
    for (let i = 0; i < 4 * region.width; i += 4) {
      const alpha = (source.data[from + i + 3] as number) / 255;
      for (let color = 0; color < 3; color++) {
        const value = source.data[from + i + color] as number;
        pixels[to + i + color] = value * alpha + 255 * (1 - alpha);
      }
    }
  }
  return pixels;
}
