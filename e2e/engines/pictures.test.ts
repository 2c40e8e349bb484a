// Every kind of picture in Firefox, by value, on WebGPU and on the CPU, against the bounds that Chromium is held to.
import { createServer } from 'vite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { compare, noisePicture, resizeOnCpu, SMALL } from '../support/pictures/known-pictures';
import type { PictureKind } from '../support/pictures/page-pictures';
import { heldAs, KIND_BOUNDS } from '../support/pictures/picture-kinds';
import { asKnown } from '../support/pictures/preview-known';
import type { Engine } from './engine';
import { openFirefoxAt } from './firefox-engine';

const CONFIG = new URL('../support/vite.config.ts', import.meta.url).pathname;

let firefox: Engine;

beforeAll(async () => {
  const server = await createServer({ configFile: CONFIG, logLevel: 'warn', server: { port: 0 } });
  await server.listen();
  const [origin = ''] = server.resolvedUrls?.local ?? [];
  firefox = await openFirefoxAt(origin.replace(/\/$/, ''), '/e2e/support/harness.html', () =>
    server.close(),
  );
  await firefox.evaluate(async () => {
    while (!globalThis.harness) await new Promise((resolve) => setTimeout(resolve, 50));
  }, null);
});
afterAll(() => firefox?.[Symbol.asyncDispose]());

/** Firefox 153 takes the bytes of such a frame as multiplied by alpha: (200, 100, 50, 128) is (142, 199, 99, 128) on its canvas. */
const OPAQUE_ALONE = ['rawVideoFrame'];

/** The CPU takes no textures. */
const TEXTURES = /unorm|float$/;

const CASES = Object.entries(KIND_BOUNDS).flatMap(([kind, bounds]) => [
  { kind, bounds, backend: 'webgpu' as const },
  ...(TEXTURES.test(kind) ? [] : [{ kind, bounds, backend: 'cpu' as const }]),
]);

it.each(CASES)('$kind ($backend)', async ({ kind, bounds: [opaque, transparent], backend }) => {
  const pictures = [{ picture: noisePicture(90, 60, false), bound: opaque }];
  if (transparent !== null && !OPAQUE_ALONE.includes(kind)) {
    pictures.push({ picture: noisePicture(61, 47, true), bound: transparent });
  }
  for (const { picture, bound } of pictures) {
    const { width, height, data, png } = await asKnown(picture);
    const preview = await firefox.evaluate(
      async ({ name, how, pixels, backend }) => {
        const known = {
          ...pixels,
          data: Uint8ClampedArray.from(pixels.data),
          png: Uint8Array.from(pixels.png),
        };
        const [levels] = await harness.previewsOf(
          [(device) => harness.makePicture(name, known, device)],
          how,
          backend,
        );
        return levels ?? [];
      },
      {
        name: kind as PictureKind,
        how: SMALL,
        backend,
        pixels: { width, height, data: [...data], png: [...png] },
      },
    );
    const want = resizeOnCpu(heldAs(kind as PictureKind, picture), SMALL);
    expect(compare(preview, want).largest).toBeLessThanOrEqual(bound);
  }
});
