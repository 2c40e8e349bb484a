// Pictures that are absent or cannot be read: each is an ImageError that says what to do, and nothing is left on the console.
import { expect, test } from '@playwright/test';
import sharp from 'sharp';
import { openHarness, pageErrors } from './support/open-harness';
import { LEVELS } from './support/pictures/known-pictures';

const SMALL = { ...LEVELS, resize: { width: 8, height: 8 }, crop: { width: 8, height: 8 } };
const ELSEWHERE = 'http://pictures.test/red.png';

/** What is classified, as a body of an async function of (harness, device, url), and what its error says. */
const REFUSALS: readonly (readonly [what: string, body: string, says: RegExp])[] = [
  ['text', 'return "picture.png"', /A picture is a Blob.* got picture\.png/],
  ['nothing', 'return null', /got null/],
  ['a tensor', 'return new Float32Array(12)', /got Float32Array/],
  ['an image without a source', 'return new Image()', /0×0 pixels: it has not loaded yet/],
  [
    'an image that failed to load',
    'const i = new Image(); i.src = "data:image/png;base64,AAAA"; await i.decode().catch(() => 0); return i',
    /0×0 pixels: it failed to load/,
  ],
  [
    'an empty canvas',
    'return Object.assign(document.createElement("canvas"), { width: 0, height: 5 })',
    /0×5 pixels: it is empty/,
  ],
  ['an empty OffscreenCanvas', 'return new OffscreenCanvas(0, 0)', /0×0 pixels: it is empty/],
  [
    'an OffscreenCanvas without a context',
    'return new OffscreenCanvas(4, 4)',
    /canvas cannot be read: call its getContext/,
  ],
  [
    'a closed ImageBitmap',
    'const b = await createImageBitmap(new ImageData(4, 4)); b.close(); return b',
    /ImageBitmap was closed/,
  ],
  [
    'a closed VideoFrame',
    'const c = new OffscreenCanvas(4, 4); c.getContext("2d"); const f = new VideoFrame(c, { timestamp: 0 }); f.close(); return f',
    /VideoFrame cannot be read: it was closed/,
  ],
  ['a video without a source', 'return document.createElement("video")', /loadeddata/],
  [
    'an image of another origin',
    'const i = new Image(); i.src = url; await i.decode(); return i',
    /another origin.*crossorigin="anonymous"/,
  ],
  [
    'a canvas that such an image was drawn on',
    `const i = new Image(); i.src = url; await i.decode();
     const c = document.createElement("canvas"); c.getContext("2d").drawImage(i, 0, 0); return c`,
    /another origin.*crossorigin="anonymous"/,
  ],
  [
    'ImageData whose pixels were handed on',
    'const d = new ImageData(4, 4); structuredClone(d.data, { transfer: [d.data.buffer] }); return d',
    /cannot be read: its pixels moved/,
  ],
  [
    'pixels of which too few are there',
    'return { width: 4, height: 4, data: new Uint8Array(63) }',
    /4×4 pixels are a Uint8Array .* got a Uint8Array of 63\./,
  ],
  [
    'a texture of whole numbers',
    'return device.createTexture({ size: [4, 4], format: "rgba8uint", usage: 4 })',
    /format rgba8unorm.* and rgba8uint\./,
  ],
  [
    'a depth texture',
    'return device.createTexture({ size: [4, 4], format: "depth32float", usage: 4 })',
    /and depth32float\./,
  ],
  [
    'an sRGB texture',
    'return device.createTexture({ size: [4, 4], format: "rgba8unorm-srgb", usage: 4 })',
    /linear light/,
  ],
  [
    'a texture that cannot be bound',
    'return device.createTexture({ size: [4, 4], format: "rgba8unorm", usage: 2 })',
    /TEXTURE_BINDING.* usage 2 /,
  ],
  [
    'a texture of several samples',
    'return device.createTexture({ size: [4, 4], format: "rgba8unorm", usage: 20, sampleCount: 4 })',
    /one sample.* 4 samples/,
  ],
  [
    'a texture that was destroyed',
    'const t = device.createTexture({ size: [4, 4], format: "rgba8unorm", usage: 4 }); t.destroy(); return t',
    /destroyed, or is not of runtime\.device/,
  ],
  [
    'a texture of another device',
    `const other = await (await navigator.gpu.requestAdapter()).requestDevice();
     return other.createTexture({ size: [4, 4], format: "rgba8unorm", usage: 4 })`,
    /is not of runtime\.device/,
  ],
];

test('what cannot be read is an ImageError, and the next picture is classified', async ({
  page,
}) => {
  const red = await sharp({
    create: { width: 6, height: 6, channels: 3, background: { r: 255, g: 0, b: 0 } },
  })
    .png()
    .toBuffer();
  await page.route(ELSEWHERE, (route) => route.fulfill({ body: red, contentType: 'image/png' }));
  await openHarness(page);
  const { outcomes, after } = await page.evaluate(
    async ([bodies, url, how, png]) => {
      const runtime = await harness.createRuntime();
      const model = await runtime.load(harness.colourModel({ ...how, scale: 0.01 }));
      const outcomes: string[] = [];
      for (const body of bodies) {
        // The bodies are this file's own; written as text they can stand in a table beside what they throw.
        const make = new Function('device', 'url', `return (async () => { ${body} })()`);
        const picture = await make(runtime.device, url);
        const outcome: unknown = await model
          .classify(picture, { topK: 1 })
          .catch((e: unknown) => e);
        const name = outcome instanceof harness.ImageError ? 'ImageError' : 'something else';
        outcomes.push(`${name}: ${outcome instanceof Error ? outcome.message : 'no error'}`);
      }
      const [after] = await model.classify(new Blob([Uint8Array.from(png)]), { topK: 1 });
      runtime.dispose();
      return { outcomes, after };
    },
    [REFUSALS.map(([, body]) => body), ELSEWHERE, SMALL, new Uint8Array(red)] as const,
  );
  for (const [index, [what, , says]] of REFUSALS.entries()) {
    expect.soft(outcomes[index], what).toMatch(says);
    expect.soft(outcomes[index], what).toMatch(/^ImageError: /);
  }
  expect(after?.label).toBe('red');
  // A texture with mistakes of its own, or an element that fails to load, is for the page to hear of; nothing else is.
  expect(pageErrors(page)).toEqual([]);
});

test('pictures of another origin are read once that allows it', async ({ page }) => {
  const red = await sharp({
    create: { width: 6, height: 6, channels: 3, background: { r: 255, g: 0, b: 0 } },
  })
    .png()
    .toBuffer();
  await page.route(ELSEWHERE, (route) =>
    route.fulfill({
      ...{ body: red, contentType: 'image/png' },
      headers: { 'Access-Control-Allow-Origin': '*' },
    }),
  );
  await openHarness(page);
  const [preview = []] = await page.evaluate(
    async ([url, how]) => {
      const image = Object.assign(new Image(), { crossOrigin: 'anonymous', src: url });
      await image.decode();
      return harness.previewsOf([() => image], how);
    },
    [ELSEWHERE, SMALL] as const,
  );
  expect(preview).toEqual(preview.map((_, i) => (i % 3 === 0 ? 255 : 0)));
});
