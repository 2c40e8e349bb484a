// Anything a page has as a picture → a source that WebGPU copies into a texture.
import { ImageError, LimitError } from '../errors';

/** Everything that `classify` takes. */
export type Picture =
  | Blob
  | ImageBitmap
  | ImageData
  | HTMLImageElement
  | HTMLVideoElement
  | HTMLCanvasElement
  | OffscreenCanvas
  | VideoFrame;

/** A decoded picture with its size in pixels; `close` frees what was decoded here. */
export interface DecodedPicture {
  readonly source: Exclude<Picture, Blob | VideoFrame | HTMLVideoElement>;
  readonly width: number;
  readonly height: number;
  readonly close: () => void;
}

/**
 * Decodes a Blob (EXIF orientation applied, colours converted to sRGB), takes everything else as it is, and
 * shrinks a picture that is larger than a texture may be (`maxSide` pixels) with the browser's own filter.
 * @throws ImageError when it is empty or not a picture that this browser decodes, or where there is no browser.
 */
export async function decodePicture(picture: Picture, maxSide: number): Promise<DecodedPicture> {
  const decoded = await decode(picture);
  const { width, height } = decoded;
  if (width < 1 || height < 1) {
    throw new ImageError(
      `The picture is ${width}×${height} pixels: it is empty or has not loaded yet. Wait for its load or ` +
        'loadeddata event.',
    );
  }
  return Math.max(width, height) <= maxSide ? decoded : shrink(decoded, maxSide);
}

async function decode(picture: Picture): Promise<DecodedPicture> {
  if (picture instanceof Blob) return decodeBlob(picture);
  // Chromium's software adapters cannot copy frames that lie in CPU memory; their bitmaps they can.
  if ('displayWidth' in picture || 'videoWidth' in picture) return decodeFrame(picture);
  return wrap(picture);
}

async function decodeFrame(frame: VideoFrame | HTMLVideoElement): Promise<DecodedPicture> {
  try {
    return closable(await createImageBitmap(frame));
  } catch (cause) {
    throw new ImageError(
      'The video has no frame to look at: it has not loaded yet, or the frame was closed. Wait for its loadeddata event.',
      { cause },
    );
  }
}

async function decodeBlob(blob: Blob): Promise<DecodedPicture> {
  const kind = `${blob.size} bytes${blob.type ? ` of ${blob.type}` : ''}`;
  if (blob.size === 0) throw new ImageError('The picture has 0 bytes: there is nothing to decode.');
  if (typeof createImageBitmap === 'undefined') {
    throw new ImageError(
      `The picture (${kind}) cannot be decoded: only browsers have decoders. Decode it and give its pixels to run().`,
    );
  }
  try {
    const bitmap = await createImageBitmap(blob, { imageOrientation: 'from-image' });
    return closable(bitmap);
  } catch (cause) {
    throw new ImageError(
      `The picture (${kind}) cannot be decoded: it is damaged, or not a format that this browser reads.`,
      { cause },
    );
  }
}

function wrap(source: DecodedPicture['source']): DecodedPicture {
  return { source, ...sizeOf(source), close: () => undefined };
}

function closable(bitmap: ImageBitmap): DecodedPicture {
  const { width, height } = bitmap;
  return { source: bitmap, width, height, close: () => bitmap.close() };
}

function sizeOf(source: DecodedPicture['source']): { width: number; height: number } {
  if ('naturalWidth' in source) return { width: source.naturalWidth, height: source.naturalHeight };
  return { width: source.width, height: source.height };
}

async function shrink(picture: DecodedPicture, maxSide: number): Promise<DecodedPicture> {
  const factor = maxSide / Math.max(picture.width, picture.height);
  const side = (length: number) => Math.max(1, Math.round(length * factor));
  try {
    const bitmap = await createImageBitmap(picture.source, {
      resizeWidth: side(picture.width),
      resizeHeight: side(picture.height),
      resizeQuality: 'high',
    });
    return closable(bitmap);
  } catch {
    throw new LimitError(
      `The picture is ${picture.width}×${picture.height} pixels, this device's textures have at most ${maxSide} a ` +
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
