// Pictures to input tensors: the browser's decoding and our GPU resize against the CPU twin and recorded crops.
import { expect, type Page, test } from '@playwright/test';
import sharp from 'sharp';
import { resizeGeometry } from '../src/image/resize-geometry';
import type { Preprocessing } from '../src/ir/model';
import { SQUEEZENET_PREPROCESSING } from '../src/models/squeezenet';
import { type RgbaPicture, resizeTriangle } from '../src/reference/resize-triangle';
import { seededRandom } from '../src/util/random';
import { openHarness, pageErrors } from './open-harness';
import { readCropPixels, readPhotos, readShared, requireShared } from './shared-material';

/** Plain RGB levels 0…255, so that differences read as levels. */
const LEVELS: Preprocessing = { ...SQUEEZENET_PREPROCESSING, channelOrder: 'rgb', mean: [0, 0, 0] };
/** A mean and a scale of its own for each channel; the largest scale is 1, so that differences are at most levels. */
const STANDARDISED: Preprocessing = { ...LEVELS, mean: [10, 20, 30], scale: [0.25, 1, 0.5] };
const CENTRAL: Preprocessing = {
  ...LEVELS,
  region: { centralSquare: 0.875 },
  resize: { width: 96, height: 96 },
  crop: { width: 96, height: 96 },
};

test.beforeEach(async ({ page }) => {
  await openHarness(page);
});

test.afterEach(({ page }) => {
  expect(pageErrors(page)).toEqual([]);
});

for (const [width, height] of [
  [1, 1],
  [3, 400],
  [100, 80],
  [256, 256],
  [640, 427],
  [1201, 77],
] as const) {
  for (const [name, how] of [
    ['whole picture', LEVELS],
    ['central square', CENTRAL],
    ['BGR minus mean', SQUEEZENET_PREPROCESSING],
    ['a scale a channel', STANDARDISED],
  ] as const) {
    test(`resize of ${width}×${height}, ${name}, agrees with the CPU twin`, async ({ page }) => {
      const picture = noisePicture(width, height, false);
      const got = await resizeInPage(page, await encodePng(picture), how);
      const difference = compare(got, resizeOnCpu(picture, how));
      // Each of the two halves rounds to a level. Where float32 and float64 sums fall on either side of a half they
      // differ by one: rarely, but weights that are small fractions make exact halves common.
      expect(difference.largest).toBeLessThanOrEqual(1);
      expect(difference.share).toBeLessThan(0.05);
    });
  }
}

test('transparent pictures are seen on white', async ({ page }) => {
  const picture = noisePicture(200, 150, true);
  const got = await resizeInPage(page, await encodePng(picture), LEVELS);
  // The browser stores colours multiplied by alpha in 8 bits, which costs up to another level.
  expect(compare(got, resizeOnCpu(picture, LEVELS)).largest).toBeLessThanOrEqual(2);
});

test('grey pictures have three equal channels', async ({ page }) => {
  const { data, width, height } = noisePicture(120, 90, false);
  const grey = await sharp(data, { raw: { width, height, channels: 4 } })
    .greyscale()
    .jpeg()
    .toBuffer();
  const got = await resizeInPage(page, grey, LEVELS);
  const coloured = got.filter((value, i) => value !== got[i - (i % 3)]);
  expect(got.length).toBeGreaterThan(0);
  expect(coloured.length).toBe(0);
});

for (const orientation of [1, 2, 3, 4, 5, 6, 7, 8]) {
  test(`EXIF orientation ${orientation} is honoured`, async ({ page }) => {
    const stored = await sharp(Buffer.from(quarters()), {
      raw: { width: 96, height: 64, channels: 3 },
    })
      .withMetadata({ orientation })
      .jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
      .toBuffer();
    const upright = await sharp(stored)
      .rotate()
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const { width, height } = upright.info;
    const want = resizeOnCpu({ width, height, data: upright.data }, LEVELS);
    const got = await resizeInPage(page, stored, LEVELS);
    // Two JPEG decoders may differ by a level or two; a wrong orientation differs by hundreds.
    expect(compare(got, want).largest).toBeLessThanOrEqual(3);
  });
}

test('a picture larger than a texture may be is shrunk first', async ({ page }) => {
  const smooth = await sharp(Buffer.from(quarters()), {
    raw: { width: 96, height: 64, channels: 3 },
  })
    .resize(1200, 800)
    .png()
    .toBuffer();
  const whole = await resizeInPage(page, smooth, LEVELS);
  const shrunk = await resizeInPage(page, smooth, LEVELS, 512);
  expect(compare(shrunk, whole).mean).toBeLessThan(2);
});

test('every kind of picture gives what the file gives', async ({ page }) => {
  const png = await encodePng(noisePicture(90, 60, false));
  const results = await page.evaluate(
    async ([bytes, how]) => {
      const blob = new Blob([Uint8Array.from(bytes)], { type: 'image/png' });
      const bitmap = await createImageBitmap(blob);
      const image = new Image();
      image.src = URL.createObjectURL(blob);
      await image.decode();
      const canvas = document.createElement('canvas');
      const offscreen = new OffscreenCanvas(bitmap.width, bitmap.height);
      Object.assign(canvas, { width: bitmap.width, height: bitmap.height });
      canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
      const context = offscreen.getContext('2d');
      context?.drawImage(bitmap, 0, 0);
      const pixels = context?.getImageData(0, 0, bitmap.width, bitmap.height);
      const frame = new VideoFrame(offscreen, { timestamp: 0 });
      const video = document.createElement('video');
      video.srcObject = canvas.captureStream();
      await video.play();
      const pictures = {
        blob,
        bitmap,
        image,
        canvas,
        offscreen,
        frame,
        video,
        ...(pixels ? { pixels } : {}),
      };
      const tensors: [string, Float32Array][] = [];
      for (const [name, picture] of Object.entries(pictures)) {
        tensors.push([name, await harness.resizeOnGpu(picture, how)]);
      }
      frame.close();
      return tensors;
    },
    [new Uint8Array(png), LEVELS] as const,
  );
  const [[, want] = ['', new Float32Array()], ...others] = results;
  expect(others.map(([name]) => name)).toHaveLength(7);
  for (const [name, got] of others) expect(compare(got, want).largest, name).toBeLessThanOrEqual(1);
});

test('photographs come close to the recorded crops', async ({ page }) => {
  requireShared();
  for (const { photo } of readPhotos().slice(0, 10)) {
    const got = await resizeInPage(page, readShared('photos', photo), LEVELS);
    const difference = compare(got, Float32Array.from(await readCropPixels(photo, 227)));
    // The crops were decoded by another JPEG library: single pixels differ, the picture does not.
    expect(difference.mean, photo).toBeLessThan(0.5);
  }
});

for (const [name, bytes, message] of [
  ['a file that is no picture', new TextEncoder().encode('not a picture'), 'cannot be decoded'],
  ['an empty file', new Uint8Array(), '0 bytes'],
] as const) {
  test(`${name} is an ImageError`, async ({ page }) => {
    const thrown = await page.evaluate(
      async ([file, how]) => {
        const blob = new Blob([Uint8Array.from(file)]);
        const error = await harness.resizeOnGpu(blob, how).catch((reason: unknown) => reason);
        return error instanceof harness.ImageError ? error.message : String(error);
      },
      [bytes, LEVELS] as const,
    );
    expect(thrown).toContain(message);
  });
}

function resizeInPage(
  page: Page,
  file: Buffer,
  how: Preprocessing,
  maxSide?: number,
): Promise<Float32Array> {
  return page.evaluate(
    ([bytes, preprocessing, side]) =>
      harness.resizeOnGpu(new Blob([Uint8Array.from(bytes)]), preprocessing, side),
    [new Uint8Array(file), how, maxSide] as const,
  );
}

function resizeOnCpu(picture: RgbaPicture, how: Preprocessing): Float32Array {
  return Float32Array.from(resizeTriangle(picture, resizeGeometry(how, picture).region, how).data);
}

/** Noise on a slope: every pixel counts, and wrong positions show. */
function noisePicture(width: number, height: number, transparent: boolean): RgbaPicture {
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

/** 96×64 RGB with a colour of its own in every quarter. */
function quarters(): Uint8Array {
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

function encodePng({ data, width, height }: RgbaPicture): Promise<Buffer> {
  return sharp(Buffer.from(data), { raw: { width, height, channels: 4 } })
    .png()
    .toBuffer();
}

function compare(got: Float32Array, want: Float32Array) {
  expect(got.length).toBe(want.length);
  const differences = Array.from(got, (value, i) => Math.abs(value - (want[i] ?? Number.NaN)));
  const sum = differences.reduce((a, b) => a + b, 0);
  return {
    largest: differences.reduce((a, b) => Math.max(a, b), 0),
    mean: sum / differences.length,
    share: differences.filter((difference) => difference > 0.01).length / differences.length,
  };
}
