// Pixels in an array, as decoders outside browsers give them: nothing of a browser is needed to read them.

/**
 * A picture as an array of bytes, row by row: red, green, blue and alpha (not multiplied in) of each pixel, the three colours
 * alone, grey and alpha, or grey alone. Of 8 bits each, in sRGB.
 */
export interface PlainPixels {
  readonly width: number;
  readonly height: number;
  /** `width · height` times 4, 3, 2 or 1 numbers; Node's buffers, too. */
  readonly data: Uint8Array | Uint8ClampedArray;
}

/** Four bytes a pixel. */
export interface RgbaPixels extends PlainPixels {
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}

/** A copy as red, green, blue and alpha. @throws RangeError for sizes that do not fit, and for other numbers than bytes */
export function rgbaOf({ width, height, data }: PlainPixels): RgbaPixels {
  const isWhole = Number.isInteger(width) && Number.isInteger(height);
  const isOfBytes = data instanceof Uint8Array || data instanceof Uint8ClampedArray;
  const channels = data.length / (width * height);
  if (!isWhole || !isOfBytes || ![1, 2, 3, 4].includes(channels)) {
    throw new RangeError(
      `${width}×${height} pixels are a Uint8Array or Uint8ClampedArray of 4, 3, 2 or 1 times ${width * height} numbers; ` +
        `got a ${data.constructor?.name} of ${data.length}.`,
    );
  }
  if (channels === 4) return { width, height, data: new Uint8ClampedArray(data) };
  const rgba = new Uint8ClampedArray(4 * width * height).fill(255);
  const step = channels === 3 ? 1 : 0; // from a colour to the next
  for (let pixel = 0; pixel < width * height; pixel++) {
    const at = 4 * pixel;
    const from = channels * pixel;
    for (let colour = 0; colour < 3; colour++) {
      rgba[at + colour] = data[from + step * colour] as number;
    }
    if (channels === 2) rgba[at + 3] = data[from + 1] as number;
  }
  return { width, height, data: rgba };
}

/** The same with alpha multiplied in, as the shaders read textures. */
export function premultiplied({ width, height, data }: RgbaPixels): RgbaPixels {
  const colours = data.slice();
  for (let at = 0; at < data.length; at += 4) {
    const alpha = data[at + 3] as number;
    if (alpha === 255) continue;
    for (let colour = 0; colour < 3; colour++) {
      colours[at + colour] = ((data[at + colour] as number) * alpha) / 255; // rounded by the array
    }
  }
  return { width, height, data: colours };
}
