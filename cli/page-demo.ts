// The page's call about a sheet of pictures, which the demo classifies. Sent to the page as source text like page-session.ts,
// so nothing from this module but types.
import type { LoadedModel, Runtime } from '../src/index';
import type { PageGlobals } from './page-session';

/** Runs in the page: adds the call to `globalThis.session`. */
export function installDemoCalls(): void {
  const globals = globalThis as unknown as PageGlobals;
  const { kindling } = globals;
  if (!kindling) throw new Error('The library did not load in the page.');
  let runtime: Runtime | undefined;
  let model: LoadedModel | undefined;

  globals.session = {
    ...globals.session,
    async classifySheet({ model: name, url, side, topK }) {
      runtime ??= await kindling.createRuntime();
      model ??= await runtime.load(name);
      const sheet = await createImageBitmap(await (await fetch(url)).blob());
      const canvas = new OffscreenCanvas(sheet.width, sheet.height);
      const context = canvas.getContext('2d', { willReadFrequently: true });
      if (!context) throw new Error('The page has no 2D canvas.');
      context.drawImage(sheet, 0, 0);
      const pictures = [];
      for (let y = 0; y < sheet.height; y += side) {
        for (let x = 0; x < sheet.width; x += side) {
          const picture = context.getImageData(x, y, side, side);
          const start = performance.now();
          const top = await model.classify(picture, { topK });
          const durationMs = performance.now() - start;
          const grey = Uint8Array.from({ length: side * side }, (_, i) => picture.data[4 * i] ?? 0);
          pictures.push({ top, durationMs, grey });
        }
      }
      const { vendor, architecture, description, kind } = runtime.adapter;
      return { adapter: { vendor, architecture, description, kind }, pictures };
    },
  };
}
