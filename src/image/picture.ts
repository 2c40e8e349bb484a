// Anything a page has as a picture → a source that WebGPU copies into a texture, or a texture.
import { GPUFailureError, ImageError, KindlingError, LimitError } from '../errors';
import { type PlainPixels, premultiplied, type RgbaPixels, rgbaOf } from './plain-pixels';

/** Everything that `classify` takes. docs/guides/inputs.md says how each is read. */
export type Picture =
  | Blob
  | ImageBitmap
  | ImageData
  | HTMLImageElement
  | HTMLVideoElement
  | HTMLCanvasElement
  | OffscreenCanvas
  | VideoFrame
  | GPUTexture
  | PlainPixels;

/** What can be looked at without being decoded. */
type Source = Exclude<Picture, Blob | VideoFrame | HTMLVideoElement | PlainPixels> | RgbaPixels;

/** A decoded picture with its size in pixels; `close` frees what was decoded here. */
export interface DecodedPicture<S extends Source = Source> {
  readonly source: S;
  readonly width: number;
  readonly height: number;
  readonly close: () => void;
}

/** A picture that stays as it is whatever the page does to what it gave. */
export type KeptPicture = DecodedPicture<ImageBitmap | GPUTexture | RgbaPixels>;

/** Texture formats that hold colours as the shaders read them: as stored, 0…1, not linear light. */
const COLOUR_FORMATS = /^((rgba|bgra)8unorm|rgb10a2unorm|rg11b10ufloat|rgba(16|32)float)$/;

/** Whether the browser decodes and shrinks pictures. Deno makes bitmaps too, but nothing can be read of them. */
const HAS_DECODER = typeof createImageBitmap !== 'undefined' && !('Deno' in globalThis);

/**
 * Decodes a Blob (EXIF orientation applied, colours converted to sRGB), takes everything else as it is, shrinks a picture
 * that is larger than `maxSide` pixels with the decoder's own filter, and gives it to `take`. What needs no decoder is taken
 * before this returns: as soon as its call has returned, a page may draw over it, or hand its pixels on.
 * @throws ImageError when it is empty, not a picture that is decoded here, closed, or a texture that cannot be read; LimitError
 * when it is too large to be shrunk; what `take` throws, explained.
 */
export async function takePicture<T>(
  picture: Picture,
  maxSide: number,
  take: (decoded: DecodedPicture) => T | Promise<T>,
): Promise<T> {
  try {
    const opened = open(picture, maxSide);
    const decoded = opened instanceof Promise ? await opened : opened;
    const { width, height } = decoded;
    // Loaded images have a size; so do bitmaps and canvases that hold something.
    if (!(width > 0 && height > 0)) throw new RangeError(`${width}×${height} pixels`);
    const isLarge = Math.max(width, height) > maxSide;
    return await take(isLarge ? await shrink(decoded, maxSide) : decoded);
  } catch (cause) {
    return explainPicture(picture, cause);
  }
}

/**
 * A picture as it is when the call comes, for whenever its turn is. Bitmaps copy at once, and WebGPU takes them in every
 * browser.
 * @throws as `takePicture` does
 */
export function keepPicture(picture: Picture, maxSide: number): Promise<KeptPicture> {
  return takePicture(picture, maxSide, async (decoded) => {
    const { source } = decoded;
    if ('createView' in source || 'close' in source) return { ...decoded, source };
    if (isPlain(source)) return { ...decoded, source: premultiplied(source) };
    // Multiplied in 8 bits, colours would lose more than they have to, and large pictures take three times as long.
    return 'data' in source
      ? closable(await createImageBitmap(source, { premultiplyAlpha: 'none' }))
      : closable(await createImageBitmap(source));
  });
}

/**
 * Throws what users are told of a picture that failed; the words load when they are needed.
 * @throws ImageError, or the cause where that is an error of ours already, which no texture can have caused
 */
export async function explainPicture(picture: unknown, cause: unknown): Promise<never> {
  const isTexture = 'createView' in Object(picture);
  const isOurs = cause instanceof KindlingError;
  if (isOurs && !(isTexture && cause instanceof GPUFailureError)) throw cause;
  const { pictureMessage } = await import('./picture-message');
  const isReadable = isTexture && isReadableTexture(picture as GPUTexture);
  throw new ImageError(pictureMessage(picture, cause, isReadable), { cause });
}

/** Whether the shaders can read a texture as it is. */
function isReadableTexture({ format, dimension, sampleCount, usage }: GPUTexture): boolean {
  return (
    COLOUR_FORMATS.test(format) &&
    dimension === '2d' &&
    sampleCount === 1 &&
    (usage & GPUTextureUsage.TEXTURE_BINDING) !== 0
  );
}

/** Whether it is an array of pixels that no browser is asked about; where there is none, that is `ImageData` as well. */
function isPlain<P extends object>(
  picture: P,
): picture is Exclude<Extract<P, PlainPixels>, ImageData> {
  const isOfBrowser = typeof OffscreenCanvas !== 'undefined' && picture instanceof ImageData;
  return 'data' in picture && !isOfBrowser;
}

/** A promise of what has to be decoded. */
function open(picture: Picture, maxSide: number): DecodedPicture | Promise<DecodedPicture> {
  if (picture instanceof Blob) {
    return HAS_DECODER
      ? createImageBitmap(picture, { imageOrientation: 'from-image' }).then(closable)
      : decode(picture, maxSide);
  }
  if ('createView' in picture && !isReadableTexture(picture)) throw new RangeError(picture.format);
  if (isPlain(picture)) return plain(rgbaOf(picture));
  // An empty array is how pixels look that moved: Chromium ends the tab where WebGPU gets such.
  if ('data' in picture && (picture as Pick<ImageData, 'data'>).data.length === 0)
    throw new RangeError('its pixels moved.');
  // Chromium's software adapters cannot copy frames that lie in CPU memory; their bitmaps they can.
  if ('displayWidth' in picture || 'videoWidth' in picture) {
    return createImageBitmap(picture).then(closable);
  }
  return { source: picture, ...sizeOf(picture), close: () => undefined };
}

/** Where no browser does. */
async function decode(file: Blob, maxSide: number): Promise<DecodedPicture> {
  const { decodePicture } = await import('./decode-picture');
  return plain(await decodePicture(new Uint8Array(await file.arrayBuffer()), { maxSide }));
}

function plain(source: RgbaPixels): DecodedPicture<RgbaPixels> {
  const { width, height } = source;
  return { source, width, height, close: () => undefined };
}

function closable(bitmap: ImageBitmap): DecodedPicture<ImageBitmap> {
  const { width, height } = bitmap;
  return { source: bitmap, width, height, close: () => bitmap.close() };
}

function sizeOf(source: Source | PlainPixels): { width: number; height: number } {
  if ('naturalWidth' in source) return { width: source.naturalWidth, height: source.naturalHeight };
  return { width: source.width, height: source.height };
}

/** What browsers make bitmaps of. */
type BitmapSource = Exclude<Source, GPUTexture | RgbaPixels>;

/** @throws ReferenceError where there is no browser */
function asImageData({ data, width }: RgbaPixels): ImageData {
  return new ImageData(data, width);
}

async function shrink(picture: DecodedPicture, maxSide: number): Promise<DecodedPicture> {
  const { source, width, height } = picture;
  if (isPlain(source) && !HAS_DECODER) {
    const { shrinkPixels } = await import('./decode-picture');
    return plain(await shrinkPixels(source, maxSide));
  }
  const factor = maxSide / Math.max(width, height);
  const side = (length: number) => Math.max(1, Math.round(length * factor));
  try {
    return closable(
      // No texture is larger than its own device allows.
      await createImageBitmap(isPlain(source) ? asImageData(source) : (source as BitmapSource), {
        resizeWidth: side(width),
        resizeHeight: side(height),
        resizeQuality: 'high',
      }),
    );
  } catch {
    throw new LimitError(
      `The picture is ${width}×${height} pixels, this device's textures have at most ${maxSide} a ` +
        'side, and the browser could not shrink it. Use a smaller picture.',
      {
        limit: 'maxTextureDimension2D',
        needed: Math.max(picture.width, picture.height),
        available: maxSide,
      },
    );
  } finally {
    picture.close();
  }
}
