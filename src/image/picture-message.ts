// What users are told of a picture that is absent or cannot be read, by what it is. Loaded only when one fails.
// It imports nothing, so that the core stays in one piece.

const KINDS =
  'a Blob, an <img>, <video> or <canvas> element, an OffscreenCanvas, ImageBitmap, ImageData, VideoFrame or GPUTexture, or pixels as { width, height, data }';

/** What is wrong with a picture, and what to do; `isReadable` is of textures. */
export function pictureMessage(picture: unknown, cause: unknown, isReadable: boolean): string {
  if (picture instanceof Blob) return blobMessage(picture);
  if (!isObject(picture) || !isPicture(picture)) {
    return `A picture is ${KINDS}; got ${nameOf(picture)}.`;
  }
  if (cause instanceof DOMException && cause.name === 'SecurityError') {
    return (
      'The picture comes from another origin, whose pixels a page may not read: set crossorigin="anonymous" on the ' +
      '<img> or <video> before its src, and have the server send Access-Control-Allow-Origin; or fetch() it as a Blob. ' +
      'A canvas that such a picture was drawn on is closed as well.'
    );
  }
  if ('createView' in picture) return textureMessage(picture as GPUTexture, cause, isReadable);
  if ('displayWidth' in picture) {
    return 'The VideoFrame cannot be read: it was closed. Close it once classify has resolved.';
  }
  if ('videoWidth' in picture) {
    return 'The video has no frame to look at: it has not loaded yet. Wait for its loadeddata event.';
  }
  const size = sizeMessage(picture);
  if (!size && 'getContext' in picture) {
    return `The canvas cannot be read: call its getContext, and draw on it, first. ${messageOf(cause)}`;
  }
  return size ?? `The picture cannot be read: ${messageOf(cause)}`;
}

function blobMessage(blob: Blob): string {
  const kind = `${blob.size} bytes${blob.type ? ` of ${blob.type}` : ''}`;
  if (blob.size === 0) return 'The picture has 0 bytes: there is nothing to decode.';
  if (blob.type.startsWith('image/svg')) {
    return `The picture (${kind}) cannot be decoded: browsers draw SVG only in elements. Load it in an <img> and give that.`;
  }
  return `The picture (${kind}) cannot be decoded: it is damaged, or not a format that this browser reads.`;
}

/** For what has a size of its own, and has none. */
function sizeMessage(picture: object): string | null {
  const [width, height] =
    'naturalWidth' in picture
      ? [picture.naturalWidth, (picture as HTMLImageElement).naturalHeight]
      : [(picture as ImageData).width, (picture as ImageData).height];
  if (Number(width) > 0 && Number(height) > 0) return null;
  const size = `The picture is ${width}×${height} pixels: `;
  if ('naturalWidth' in picture) {
    const { complete, currentSrc } = picture as HTMLImageElement;
    return complete && currentSrc
      ? `${size}it failed to load, or is an SVG without a size of its own.`
      : `${size}it has not loaded yet. Wait for its decode() or its load event.`;
  }
  return 'close' in picture ? `${size}the ImageBitmap was closed.` : `${size}it is empty.`;
}

function textureMessage(texture: GPUTexture, cause: unknown, isReadable: boolean): string {
  if (isReadable) {
    return (
      'The texture cannot be read: it was destroyed, or is not of runtime.device. (A canvas takes back its current ' +
      `texture when the task ends; give the canvas instead.) ${messageOf(cause)}`
    );
  }
  const { format, dimension, sampleCount } = texture;
  return (
    `A texture as picture has dimension 2d, one sample, the usage TEXTURE_BINDING, and format rgba8unorm, bgra8unorm, ` +
    `rgb10a2unorm, rg11b10ufloat, rgba16float or rgba32float; this one has ${dimension}, ${sampleCount} samples, usage ` +
    `${texture.usage} and ${format}.${format.endsWith('-srgb') ? ' (An -srgb texture would be read as linear light.)' : ''}`
  );
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** Whether it has what one of the kinds has; a tensor or an element of another kind has none. */
function isPicture(value: object): boolean {
  return ['createView', 'displayWidth', 'videoWidth', 'naturalWidth', 'width'].some(
    (property) => property in value,
  );
}

function nameOf(value: unknown): string {
  return isObject(value) ? (value.constructor?.name ?? 'an object') : String(value);
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
