// Colours beyond sRGB and 8 bits, of every kind that can hold them, on both backends.
import { expect } from '@playwright/test';
import { compare, SMALL } from './support/pictures/known-pictures';
import type { WideKind } from './support/pictures/wide-pictures';
import { test } from './support/shared-page';

/** Of the Display P3 colours, pure ones lie outside sRGB, and greys are the same. */
const COLOURS = [
  [255, 0, 0],
  [0, 255, 0],
  [128, 160, 40],
  [200, 200, 200],
] as const;

const KINDS: Record<WideKind, number> = {
  imageData: 2,
  canvas: 2,
  offscreenCanvas: 2,
  imageBitmap: 2,
  canvasImageBitmap: 2,
  videoFrame: 2,
  rawVideoFrame: 2,
};

for (const backend of ['webgpu', 'cpu'] as const) {
  for (const [kind, bound] of Object.entries(KINDS)) {
    test(`Display P3 as ${kind} is converted to sRGB (${backend})`, async ({ page }) => {
      const previews = await page.evaluate(
        ([name, colours, how, computes]) =>
          harness.previewsOf(
            colours.map((colour) => () => harness.makeWidePicture(name, colour)),
            how,
            computes,
          ),
        [kind as WideKind, COLOURS, SMALL, backend] as const,
      );
      for (const [index, colour] of COLOURS.entries()) {
        const want = srgbOfP3(colour);
        if (index === 2) expect(want).not.toEqual([...colour]);
        const { largest } = compare(previews[index] ?? [], flat(want));
        expect(largest, String(colour)).toBeLessThanOrEqual(bound);
      }
    });
  }

  test(`ImageData of 16-bit floats is rounded to 8 bits (${backend})`, async ({ page }) => {
    const [got = []] = await page.evaluate(
      ([how, computes]) => {
        const pixels = new ImageData(8, 6, { pixelFormat: 'rgba-float16' });
        for (let i = 0; i < pixels.data.length; i += 4) pixels.data.set([0.75, 0.5, 0.25, 1], i);
        return harness.previewsOf([() => pixels], how, computes);
      },
      [SMALL, backend] as const,
    );
    expect(compare(got, flat([191, 128, 64])).largest).toBeLessThanOrEqual(1);
  });
}

/** A network's input of one colour. */
function flat(colour: readonly number[]): number[] {
  return Array.from({ length: 32 * 24 * 3 }, (_, i) => colour[i % 3] ?? 0);
}

/** An 8-bit colour of Display P3 in sRGB, clipped: CSS Color 4, section 10. */
function srgbOfP3(colour: readonly [number, number, number]): number[] {
  const linear = colour.map((level) => {
    const c = level / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  const matrix = [
    [1.2249401763, -0.2249401763, 0],
    [-0.0420569547, 1.0420569547, 0],
    [-0.0196375546, -0.0786360456, 1.0982736001],
  ];
  return matrix.map((row) => {
    const sum = row.reduce((total, weight, i) => total + weight * (linear[i] ?? 0), 0);
    const c = Math.min(1, Math.max(0, sum));
    return Math.round(255 * (c <= 0.0031308 ? 12.92 * c : 1.055 * c ** (1 / 2.4) - 0.055));
  });
}
