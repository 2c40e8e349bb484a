// Encoded pictures → pixels outside browsers, by the package `sharp` in threads of its own. Loaded for the first such picture.
import { ImageError, LimitError } from '../errors';
import type { PlainPixels, RgbaPixels } from './plain-pixels';
import { loadSharp, type SharpPicture } from './sharp-module';

/** What a picture may take. */
export interface DecodeOptions {
  /** Most bytes of the file; 256 MiB by default. */
  readonly maxBytes?: number;
  /** Most pixels, as its header says; 2²⁸ by default, which are 1 GiB once they are decoded. */
  readonly maxPixels?: number;
  /** Longer pictures are shrunk to so many pixels a side, in proportion. By default none is. */
  readonly maxSide?: number;
}

const MAX_BYTES = 2 ** 28;
const MAX_PIXELS = 2 ** 28;

/** What files have at a place of theirs. Nothing else comes to a decoder: sharp's would read SVG and PDF, too. */
const SIGNATURES: readonly (readonly [at: number, text: string])[] = [
  [0, '\xff\xd8\xff'], // JPEG
  [0, '\x89PNG'],
  [0, 'GIF8'],
  [8, 'WEBP'], // behind RIFF and a length
  [4, 'ftypavi'], // AVIF, single pictures and sequences
  [4, 'ftypmif1'], // AVIF that names its container first
  ...['II*\0', 'MM\0*', 'II+\0', 'MM\0+'].map((text) => [0, text] as const), // TIFF
];

/**
 * Decodes a JPEG, PNG, WebP, AVIF, TIFF or GIF as pages do: upright by its EXIF orientation, in sRGB of 8 bits, alpha not
 * multiplied in, of several pictures the first. The bytes have to stay as they are until the promise resolves.
 * @throws ImageError for what is no such picture, or damaged, and where the package `sharp` is not installed; LimitError, before
 * anything is decoded, beyond `maxBytes` or `maxPixels`.
 */
export async function decodePicture(
  bytes: Uint8Array,
  options: DecodeOptions = {},
): Promise<RgbaPixels> {
  const { maxBytes = MAX_BYTES, maxPixels = MAX_PIXELS, maxSide } = options;
  checkLimit('maxBytes', 'bytes', bytes.length, maxBytes);
  if (bytes.length === 0) {
    throw new ImageError('The picture has 0 bytes: there is nothing to decode.');
  }
  if (!SIGNATURES.some(([at, text]) => hasText(bytes, at, text))) {
    throw new ImageError(
      `The picture (${bytes.length} bytes) cannot be decoded: it is not a JPEG, PNG, WebP, AVIF, TIFF or GIF.`,
    );
  }
  const sharp = loadSharp();
  try {
    // Browsers refuse what ends early, too, and make the best of other damage. The limit is checked here.
    const picture = sharp(bytes, { failOn: 'truncated', limitInputPixels: false });
    const { width, height } = await picture.metadata();
    checkLimit('maxPixels', `pixels (${width}×${height})`, width * height, maxPixels);
    return await pixelsOf(picture.autoOrient(), Math.max(width, height), maxSide);
  } catch (cause) {
    if (cause instanceof LimitError) throw cause;
    const reason = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
    throw new ImageError(
      `The picture (${bytes.length} bytes) cannot be decoded: it is damaged, or of a kind that sharp does not read (${reason}).`,
      { cause },
    );
  }
}

/** Pixels as a picture of at most so many a side, in proportion. @throws ImageError without `sharp` */
export async function shrinkPixels(
  { width, height, data }: PlainPixels,
  maxSide: number,
): Promise<RgbaPixels> {
  const sharp = loadSharp();
  const raw = { width, height, channels: data.length / (width * height) };
  const picture = sharp(data, { raw, limitInputPixels: false });
  return pixelsOf(picture, Math.max(width, height), maxSide);
}

async function pixelsOf(
  picture: SharpPicture,
  side: number,
  maxSide = Number.POSITIVE_INFINITY,
): Promise<RgbaPixels> {
  const isLarge = side > maxSide;
  const fitting = isLarge
    ? picture.resize({ width: maxSide, height: maxSide, fit: 'inside' })
    : picture;
  const { data, info } = await fitting
    .toColourspace('srgb')
    .ensureAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  return { width, height, data: new Uint8ClampedArray(data.buffer, data.byteOffset, data.length) };
}

function checkLimit(limit: string, unit: string, needed: number, available: number): void {
  if (needed <= available) return;
  throw new LimitError(`The picture has ${needed} ${unit}, and may have ${available} (${limit}).`, {
    ...{ limit, needed, available },
  });
}

function hasText(bytes: Uint8Array, at: number, text: string): boolean {
  return [...text].every((letter, index) => bytes[at + index] === letter.charCodeAt(0));
}
