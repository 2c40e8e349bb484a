// The smallest and the longest pictures, of every kind that holds them.
import { expect } from '@playwright/test';
import { compare, resizeOnCpu, SMALL, slopePicture } from './support/pictures/known-pictures';
import type { PictureKind } from './support/pictures/page-pictures';
import { previewKnown } from './support/pictures/preview-known';
import { test } from './support/shared-page';

/** What the browser shrinks; textures are never longer than their own device allows. */
const PAGE_KINDS = [
  ...(['blob', 'imageData', 'image', 'canvas', 'offscreenCanvas', 'imageBitmap'] as const),
  ...(['straightImageBitmap', 'videoFrame', 'rawVideoFrame', 'video'] as const),
] satisfies readonly PictureKind[];
const TEXTURE_KINDS = [
  ...(['rgba8unorm', 'bgra8unorm', 'rgba16float', 'rgba32float', 'rgb10a2unorm'] as const),
  'rg11b10ufloat',
] satisfies readonly PictureKind[];

test('one pixel fills the network’s input, of whatever kind', async ({ page }) => {
  const picture = { width: 1, height: 1, data: Uint8ClampedArray.of(200, 100, 50, 255) };
  const want = resizeOnCpu(picture, SMALL);
  expect([...want.slice(0, 3)]).toEqual([200, 100, 50]);
  const kinds = [...PAGE_KINDS, ...TEXTURE_KINDS];
  const previews = await previewKnown(page, kinds, [picture], SMALL);
  for (const [index, kind] of kinds.entries()) {
    // Floats of 11 bits have steps of two levels around 200.
    expect(compare(previews[index] ?? [], want).largest, kind).toBeLessThanOrEqual(1);
  }
});

for (const [width, height] of [
  [16_000, 1],
  [16_000, 10],
  [10, 16_000],
  [16_000, 16],
] as const) {
  test(`${width}×${height} is shrunk to what a texture holds, of whatever kind`, async ({
    page,
  }) => {
    const picture = slopePicture(width, height);
    const want = resizeOnCpu(picture, SMALL);
    const previews = await previewKnown(page, PAGE_KINDS, [picture], SMALL);
    for (const [index, kind] of PAGE_KINDS.entries()) {
      // Two filters instead of one: at the ends of a slope over ten rows, of which five are left, half a row.
      const { largest, mean } = compare(previews[index] ?? [], want);
      expect(largest, kind).toBeLessThanOrEqual(14);
      expect(mean, kind).toBeLessThan(4);
    }
  });
}
