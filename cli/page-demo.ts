// The page's call about a sheet of pictures, which the demo classifies. Sent to the page as source text like page-session.ts,
// so nothing from this module but types.
import type { RgbaPixels } from '../src/node';
import type { PageGlobals } from './page-session';

/** Runs in the page: adds the call to `globalThis.session`. */
export function installDemoCalls(): void {
  const globals = globalThis as unknown as PageGlobals;
  const { kindling } = globals;
  if (!kindling) throw new Error('The library did not load in the page.');
  const pixelsOf = async (file: Blob): Promise<RgbaPixels> => {
    const { decodePicture } = globals;
    if (decodePicture) return decodePicture(new Uint8Array(await file.arrayBuffer()));
    const bitmap = await createImageBitmap(file);
    const { width, height } = bitmap;
    const context = new OffscreenCanvas(width, height).getContext('2d', {
      willReadFrequently: true,
    });
    if (!context) throw new Error('The page has no 2D canvas.');
    context.drawImage(bitmap, 0, 0);
    return context.getImageData(0, 0, width, height);
  };
  const cut = ({ width, data }: RgbaPixels, left: number, top: number, side: number) => {
    const pixels = new Uint8ClampedArray(4 * side * side);
    for (let row = 0; row < side; row++) {
      const from = 4 * ((top + row) * width + left);
      pixels.set(data.subarray(from, from + 4 * side), 4 * side * row);
    }
    return { width: side, height: side, data: pixels };
  };

  globals.session = {
    ...globals.session,
    async classifySheet({ model: name, url, side, topK, backend }) {
      const runtime = await kindling.createRuntime({ backend });
      const model = await runtime.load(name);
      const sheet = await pixelsOf(await (await fetch(url)).blob());
      const pictures = [];
      for (let y = 0; y < sheet.height; y += side) {
        for (let x = 0; x < sheet.width; x += side) {
          const picture = cut(sheet, x, y, side);
          const start = performance.now();
          const top = await model.classify(picture, { topK });
          const durationMs = performance.now() - start;
          const grey = Uint8Array.from({ length: side * side }, (_, i) => picture.data[4 * i] ?? 0);
          pictures.push({ top, durationMs, grey });
        }
      }
      const { vendor, architecture, description, kind } = runtime.adapter;
      runtime.dispose();
      return { adapter: { vendor, architecture, description, kind }, pictures };
    },
  };
}
