// Everything a page has as a picture, by value: what the network is shown against pixels that are known beforehand.
import { expect, type Page } from '@playwright/test';
import sharp, { type Sharp } from 'sharp';
import type { Preprocessing } from '../src/graph/model';
import type { RgbaPicture } from '../src/reference/resize-triangle';
import {
  compare,
  noisePicture,
  pixelsOf,
  quarters,
  resizeOnCpu,
  SMALL,
  turnedJpeg,
} from './support/pictures/known-pictures';
import type { PictureKind } from './support/pictures/page-pictures';
import { heldAs, KIND_BOUNDS } from './support/pictures/picture-kinds';
import { asKnown, previewKnown } from './support/pictures/preview-known';
import { test } from './support/shared-page';

for (const [kind, [opaque, transparent]] of Object.entries(KIND_BOUNDS)) {
  test(`${kind}: the network sees its pixels`, async ({ page }) => {
    const pictures = [noisePicture(90, 60, false)];
    if (transparent !== null) pictures.push(noisePicture(61, 47, true));
    const previews = await previewKnown(page, [kind as PictureKind], pictures, SMALL);
    for (const [index, picture] of pictures.entries()) {
      const held = heldAs(kind as PictureKind, picture);
      const { largest } = compare(previews[index] ?? [], resizeOnCpu(held, SMALL));
      expect(largest, index ? 'with alpha' : 'opaque').toBeLessThanOrEqual(
        (index ? transparent : opaque) ?? 0,
      );
    }
  });
}

test('what was made for a picture’s size is used for no other height or width', async ({
  page,
}) => {
  const sizes = [
    [70, 40],
    [70, 60],
    [90, 60],
    [70, 40],
  ] as const;
  const pictures = sizes.map(([width, height]) => noisePicture(width, height, false));
  const previews = await previewKnown(page, ['imageData'], pictures, SMALL);
  for (const [index, picture] of pictures.entries()) {
    const { largest } = compare(previews[index] ?? [], resizeOnCpu(picture, SMALL));
    expect(largest, `${sizes[index]?.join('×')}, picture ${index}`).toBeLessThanOrEqual(1);
  }
});

for (const [what, file, want, bound] of [
  // Rounded to 8 bits by the browser; then as always.
  ['a PNG of 16 bits', deepPng(3), deepPixels(3), 2],
  ['a grey PNG of 16 bits', deepPng(1), deepPixels(1), 2],
  ['a PNG with a palette', quartersAs((image) => image.png({ palette: true })), quartersSeen(), 1],
  // Lossless, of pixels that the profile has changed: back in sRGB they are what they were, but for 8-bit steps.
  ['a Display P3 PNG', quartersAs((image) => image.withIccProfile('p3').png()), quartersSeen(), 3],
  ['an opaque lossless WebP', quartersAs((i) => i.webp({ lossless: true })), quartersSeen(), 1],
] as const) {
  test(`${what} is read as sRGB of 8 bits`, async ({ page }) => {
    const previews = await previewFile(page, await file, SMALL);
    for (const got of previews) {
      expect(compare(got, resizeOnCpu(await want, SMALL)).largest).toBeLessThanOrEqual(bound);
    }
  });
}

test('a CMYK JPEG comes close to its colours', async ({ page }) => {
  const file = await quartersAs((image) => image.toColourspace('cmyk').jpeg({ quality: 100 }));
  expect((await sharp(file).metadata()).space).toBe('cmyk');
  for (const got of await previewFile(page, file, SMALL)) {
    // Inks cannot print all of the four colours; which is which stays clear.
    expect(compare(got, resizeOnCpu(await quartersSeen(), SMALL)).mean).toBeLessThan(45);
  }
});

test('of an animated picture the first frame is read', async ({ page }) => {
  const frames = Buffer.alloc(20 * 40 * 3);
  for (let i = 0; i < 20 * 40; i++) frames.set(i < 20 * 20 ? [250, 0, 0] : [0, 0, 250], 3 * i);
  const file = await sharp(frames, {
    raw: { width: 20, height: 40, channels: 3, pageHeight: 20 },
  })
    .gif()
    .toBuffer();
  expect((await sharp(file).metadata()).pages).toBe(2);
  const [got = []] = await previewFile(page, file, SMALL, 'image/gif');
  const want = new Float32Array(got.length).map((_, i) => (i % 3 === 0 ? 250 : 0));
  expect(compare(got, want).largest).toBeLessThanOrEqual(1);
});

test('ImageData is read where WebGPU copies none, as in Firefox', async ({ page }) => {
  await page.evaluate(() => {
    const { copyExternalImageToTexture } = GPUQueue.prototype;
    GPUQueue.prototype.copyExternalImageToTexture = function (from, to, size) {
      if (from.source instanceof ImageData) throw new TypeError('ImageData is no source.');
      return copyExternalImageToTexture.call(this, from, to, size);
    };
  });
  const picture = noisePicture(61, 47, true);
  const [straight = []] = await previewKnown(page, ['imageData'], [picture], SMALL);
  expect(compare(straight, resizeOnCpu(picture, SMALL)).largest).toBeLessThanOrEqual(2);
  // What a canvas has to make of it first.
  for (const got of await previewFile(page, await deepPng(3), SMALL)) {
    const want = resizeOnCpu(await deepPixels(3), SMALL);
    expect(compare(got, want).largest).toBeLessThanOrEqual(2);
  }
});

for (const orientation of [1, 2, 3, 4, 5, 6, 7, 8]) {
  test(`EXIF orientation ${orientation} is honoured in <img> and when shrunk`, async ({ page }) => {
    const { file, upright } = await turnedJpeg(orientation);
    const want = resizeOnCpu(upright, SMALL);
    const [blob = [], image = []] = await previewFile(page, file, SMALL, 'image/jpeg');
    const shrunk = await page.evaluate(
      async ([bytes, how]) => {
        const element = await harness.imageOf(Uint8Array.from(bytes), 'image/jpeg');
        return Array.from(await harness.resizeOnGpu(element, how, 64));
      },
      [new Uint8Array(file), SMALL] as const,
    );
    // Two JPEG decoders may differ by a level or two; a wrong orientation differs by hundreds.
    expect(compare(blob, want).largest).toBeLessThanOrEqual(3);
    expect(compare(image, want).largest).toBeLessThanOrEqual(3);
    expect(compare(shrunk, want).mean).toBeLessThan(6);
  });
}

test('an <img> of an SVG is read; a Blob of one is refused', async ({ page }) => {
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"><rect width="20" height="10" fill="#c86432"/></svg>';
  const [preview = [], message] = await page.evaluate(
    async ([text, how]) => {
      const bytes = new TextEncoder().encode(text);
      const image = await harness.imageOf(bytes, 'image/svg+xml');
      const [seen] = await harness.previewsOf([() => image], how);
      const refusal = await harness
        .previewsOf([() => new Blob([bytes], { type: 'image/svg+xml' })], how)
        .catch((error: unknown) => String(error));
      return [seen, String(refusal)] as const;
    },
    [svg, SMALL] as const,
  );
  const want = preview.map((_, i) => [200, 100, 50][i % 3] ?? 0);
  expect(compare(preview, want).largest).toBeLessThanOrEqual(1);
  expect(message).toMatch(/^ImageError: .*svg.*<img>/);
});

for (const kind of ['videoFrame', 'video', 'blob', 'rgba8unorm'] as const) {
  test(`${kind}: from frame to label in one submit, only the top k read back`, async ({ page }) => {
    const colour = [230, 60, 20, 255];
    const picture = {
      ...{ width: 64, height: 48 },
      data: Uint8ClampedArray.from({ length: 64 * 48 * 4 }, (_, i) => colour[i % 4] ?? 0),
    };
    const how = { ...SMALL, scale: 0.01 };
    const { top, submits, mapped } = await classifyCounted(page, kind, picture, how);
    expect(top.map(({ label }) => label)).toEqual(['red', 'green']);
    const powers = colour.slice(0, 3).map((level) => Math.exp(level * how.scale));
    const total = powers.reduce((a, b) => a + b, 0);
    // Two levels of a hundredth each.
    expect(Math.abs((top[0]?.probability ?? 0) - (powers[0] ?? 0) / total)).toBeLessThan(0.01);
    // Two indices and two probabilities.
    expect({ submits, mapped }).toEqual({ submits: 1, mapped: 16 });
  });
}

/** Previews of a file as a Blob and in an <img>. */
function previewFile(page: Page, file: Buffer, how: Preprocessing, type = ''): Promise<number[][]> {
  return page.evaluate(
    ([bytes, preprocessing, kind]) => {
      const own = Uint8Array.from(bytes);
      return harness.previewsOf(
        [() => new Blob([own]), () => harness.imageOf(own, kind)],
        preprocessing,
      );
    },
    [new Uint8Array(file), how, type] as const,
  );
}

/** The second classification of a picture, with all submits and all bytes that were mapped for it. */
async function classifyCounted(
  page: Page,
  kind: PictureKind,
  picture: RgbaPicture,
  preprocessing: Preprocessing,
) {
  return page.evaluate(
    async ([name, { png, data, width, height }, how]) => {
      // On a busy machine a device may be taken for one that has to be hurried.
      const runtime = await harness.createRuntime({ hurriesAnswers: false });
      const model = await runtime.load(harness.colourModel(how));
      const pixels = {
        width,
        height,
        data: Uint8ClampedArray.from(data),
        png: Uint8Array.from(png),
      };
      const frame = await harness.makePicture(name, pixels, runtime.device);
      await model.classify(frame, { topK: 1 });
      const { submit } = GPUQueue.prototype;
      const { getMappedRange } = GPUBuffer.prototype;
      let [submits, mapped] = [0, 0];
      GPUQueue.prototype.submit = function (...parameters) {
        submits++;
        return submit.apply(this, parameters);
      };
      GPUBuffer.prototype.getMappedRange = function (...parameters) {
        const range = getMappedRange.apply(this, parameters);
        mapped += range.byteLength;
        return range;
      };
      try {
        const top = await model.classify(frame, { topK: 2 });
        return { top, submits, mapped };
      } finally {
        Object.assign(GPUQueue.prototype, { submit });
        Object.assign(GPUBuffer.prototype, { getMappedRange });
        if (frame instanceof VideoFrame) frame.close();
        runtime.dispose();
      }
    },
    [kind, await asKnown(picture), preprocessing] as const,
  );
}

function quartersAs(encode: (image: Sharp) => Sharp): Promise<Buffer> {
  return encode(
    sharp(Buffer.from(quarters()), { raw: { width: 96, height: 64, channels: 3 } }),
  ).toBuffer();
}

function quartersSeen(): Promise<RgbaPicture> {
  return pixelsOf(sharp(Buffer.from(quarters()), { raw: { width: 96, height: 64, channels: 3 } }));
}

/** Levels of 16 bits whose low bytes are not their high ones. */
function deepLevels(channels: 1 | 3): Uint16Array {
  return Uint16Array.from({ length: 50 * 40 * channels }, (_, i) => (i * 40_503) % 65_536);
}

function deepPng(channels: 1 | 3): Promise<Buffer> {
  return sharp(deepLevels(channels), { raw: { width: 50, height: 40, channels } })
    .toColourspace(channels === 1 ? 'grey16' : 'rgb16')
    .png()
    .toBuffer();
}

function deepPixels(channels: 1 | 3): RgbaPicture {
  const levels = deepLevels(channels);
  const data = new Uint8ClampedArray(50 * 40 * 4).fill(255);
  for (let pixel = 0; pixel < 50 * 40; pixel++) {
    for (let color = 0; color < 3; color++) {
      const level = levels[pixel * channels + Math.min(color, channels - 1)] ?? 0;
      data[4 * pixel + color] = Math.round(level / 257);
    }
  }
  return { width: 50, height: 40, data };
}
