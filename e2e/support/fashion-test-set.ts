// The test pictures of Fashion-MNIST, where the distribution's package dataset-fashion-mnist is installed.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type Page, test } from '@playwright/test';

const folder = process.env.FASHION_MNIST_DIR ?? '/usr/share/datasets/fashion-mnist';

/** Offers the files to the page, below this path. Skips the test where they are absent; in CI that is a failure. */
export async function offerTestSet(page: Page): Promise<string> {
  const present = existsSync(join(folder, 't10k-images-idx3-ubyte.gz'));
  if (!present && process.env.CI) throw new Error('CI needs the package dataset-fashion-mnist.');
  test.skip(!present, 'Needs the distribution’s package dataset-fashion-mnist.');
  await page.route('**/fashion-mnist/*', (route) => {
    const name = new URL(route.request().url()).pathname.split('/').at(-1) ?? '';
    return route.fulfill({ body: gunzipSync(readFileSync(join(folder, `${name}.gz`))) });
  });
  return '/fashion-mnist';
}
