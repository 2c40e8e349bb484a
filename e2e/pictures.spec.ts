// Pictures to input tensors: the browser's decoding and our GPU resize against the CPU twin and recorded crops.
import { expect, type Page } from '@playwright/test';
import sharp from 'sharp';
import type { Preprocessing } from '../src/graph/model';
import {
  compare,
  encodePng,
  LEVELS,
  noisePicture,
  quarters,
  resizeOnCpu,
  SQUEEZENET_PREPROCESSING,
  turnedJpeg,
} from './support/pictures/known-pictures';
import { readCropPixels, readPhotos, readShared, requireShared } from './support/shared-material';
import { test } from './support/shared-page';

/** A mean and a scale of its own for each channel; the largest scale is 1, so that differences are at most levels. */
const STANDARDISED: Preprocessing = { ...LEVELS, mean: [10, 20, 30], scale: [0.25, 1, 0.5] };
const CENTRAL: Preprocessing = {
  ...LEVELS,
  region: { centralSquare: 0.875 },
  resize: { width: 96, height: 96 },
  crop: { width: 96, height: 96 },
};

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
  const grey = await sharp(Uint8Array.from(data), { raw: { width, height, channels: 4 } })
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
    const { file, upright } = await turnedJpeg(orientation);
    const want = resizeOnCpu(upright, LEVELS);
    const got = await resizeInPage(page, file, LEVELS);
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
