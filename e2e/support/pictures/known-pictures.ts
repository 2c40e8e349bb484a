// Pictures with known pixels, what a network should get of them, and how far something is from that. Runs in Node.
import { expect } from '@playwright/test';
import sharp, { type Sharp } from 'sharp';
import type { Preprocessing } from '../../../src/graph/model';
import { resizeGeometry } from '../../../src/image/resize-geometry';
import { caffePreprocessing } from '../../../src/models/classifier';
import { type RgbaPicture, resizeTriangle } from '../../../src/reference/resize-triangle';
import { seededRandom } from '../../../src/util/random';

/** Pictures as SqueezeNet gets them. */
export const SQUEEZENET_PREPROCESSING = caffePreprocessing(227, 227);

/** Plain RGB levels 0…255, so that differences read as levels. */
export const LEVELS: Preprocessing = {
  ...SQUEEZENET_PREPROCESSING,
  channelOrder: 'rgb',
  mean: [0, 0, 0],
};

/** Not square, and not the pictures' shape, so that axes that are mixed up show. */
export const SMALL: Preprocessing = {
  ...LEVELS,
  resize: { width: 40, height: 30 },
  crop: { width: 32, height: 24 },
};

/** What the CPU twin makes of a picture. */
export function resizeOnCpu(picture: RgbaPicture, how: Preprocessing): Float32Array {
  return Float32Array.from(resizeTriangle(picture, resizeGeometry(how, picture).region, how).data);
}

/** Noise on a slope: every pixel counts, and wrong positions show. */
export function noisePicture(width: number, height: number, transparent: boolean): RgbaPicture {
  const random = seededRandom(width * 1000 + height);
  const data = new Uint8ClampedArray(width * height * 4);
  for (let i = 0; i < width * height; i++) {
    const slope = (255 * (i % width)) / width;
    data.set(
      [slope, 255 * random(), 255 - slope * random(), transparent ? 255 * random() : 255],
      4 * i,
    );
  }
  return { width, height, data };
}

/** Slopes along both sides: what may be filtered twice and stays what it is. */
export function slopePicture(width: number, height: number): RgbaPicture {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [u, v] = [(255 * x) / width, (255 * y) / height];
      data.set([u, v, 255 - u, 255], 4 * (y * width + x));
    }
  }
  return { width, height, data };
}

/** 96×64 RGB with a colour of its own in every quarter. */
export function quarters(): Uint8Array {
  const colours = [
    [220, 30, 30],
    [30, 200, 40],
    [30, 40, 210],
    [230, 220, 60],
  ];
  return Uint8Array.from({ length: 96 * 64 * 3 }, (_, i) => {
    const pixel = Math.floor(i / 3);
    const quarter = Number(pixel % 96 >= 48) + 2 * Number(pixel >= 96 * 32);
    return colours[quarter]?.[i % 3] ?? 0;
  });
}

/** Those as a JPEG that its EXIF orientation turns, and the picture that then is seen. */
export async function turnedJpeg(
  orientation: number,
): Promise<{ file: Buffer; stored: RgbaPicture; upright: RgbaPicture }> {
  const file = await sharp(Buffer.from(quarters()), {
    raw: { width: 96, height: 64, channels: 3 },
  })
    .withMetadata({ orientation })
    .jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
    .toBuffer();
  const stored = await pixelsOf(sharp(file));
  return { file, stored, upright: await pixelsOf(sharp(file).rotate()) };
}

/** A picture as sharp decodes it. */
export async function pixelsOf(picture: Sharp): Promise<RgbaPicture> {
  const { data, info } = await picture.ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}

/** A PNG of 8 bits, colours not multiplied by alpha. */
export function encodePng({ data, width, height }: RgbaPicture): Promise<Buffer> {
  return sharp(Uint8Array.from(data), { raw: { width, height, channels: 4 } })
    .png()
    .toBuffer();
}

/** How far tensors of levels are apart. */
export function compare(got: ArrayLike<number>, want: ArrayLike<number>) {
  expect(got.length).toBe(want.length);
  const differences = Array.from(got, (value, i) => Math.abs(value - (want[i] ?? Number.NaN)));
  const sum = differences.reduce((a, b) => a + b, 0);
  return {
    largest: differences.reduce((a, b) => Math.max(a, b), 0),
    mean: sum / differences.length,
    share: differences.filter((difference) => difference > 0.01).length / differences.length,
  };
}
