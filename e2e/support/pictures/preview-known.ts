// What the network is shown of pictures with known pixels, of any kind.
import type { Page } from '@playwright/test';
import type { Preprocessing } from '../../../src/graph/model';
import type { RgbaPicture } from '../../../src/reference/resize-triangle';
import { encodePng } from './known-pictures';
import type { PictureKind } from './page-pictures';

/** Previews of all pictures as the first kind, then of all as the second one, and so on. */
export async function previewKnown(
  page: Page,
  kinds: readonly PictureKind[],
  pictures: readonly RgbaPicture[],
  how: Preprocessing,
): Promise<number[][]> {
  const known = await Promise.all(pictures.map(asKnown));
  return page.evaluate(
    async ([names, all, preprocessing]) => {
      const pixels = all.map(({ width, height, png, data }) => ({
        ...{ width, height },
        data: Uint8ClampedArray.from(data),
        png: Uint8Array.from(png),
      }));
      return harness.previewsOf(
        names.flatMap((name) =>
          pixels.map((each) => (device) => harness.makePicture(name, each, device)),
        ),
        preprocessing,
      );
    },
    [kinds, known, how] as const,
  );
}

/** A picture that can be handed to the page. */
export async function asKnown({ width, height, data }: RgbaPicture) {
  const png = new Uint8Array(await encodePng({ width, height, data }));
  return { width, height, data: Uint8Array.from(data), png };
}
