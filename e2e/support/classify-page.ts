// What tests do on the classify page as a person does.
import { expect, type Page } from '@playwright/test';
import { requireAdapter } from './require-adapter';
import { readCompressedSqueezeNet } from './shared-material';

/** Where the page downloads the ImageNet SqueezeNet from. */
export const SQUEEZENET_URL = 'https://raw.githubusercontent.com/**';

/** Answers the download of the ImageNet SqueezeNet from the material beside the project. */
export async function offerSqueezeNet(page: Page): Promise<void> {
  await page.route(SQUEEZENET_URL, (route) =>
    route.fulfill({
      body: readCompressedSqueezeNet(),
      headers: { 'access-control-allow-origin': '*' },
    }),
  );
}

/** The best answer. */
export function bestAnswer(page: Page) {
  return page.getByRole('list', { name: 'Best answers' }).getByRole('listitem').first();
}

/** Opens the page on WebGPU, whatever the adapter is, and waits until the network that comes with it has named its first sample. */
export async function openClassifyPage(page: Page, pagesUrl: string): Promise<void> {
  await page.goto(`${pagesUrl}index.html?backend=webgpu`);
  await requireAdapter(page);
  await expect(bestAnswer(page)).toContainText('Ankle boot', { timeout: 120_000 });
}

/** A file as a person has it. */
export interface GivenFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** Drops a file on the page. */
export async function dropFile(page: Page, file: GivenFile): Promise<void> {
  const dataTransfer = await transferOf(page, file);
  await page.dispatchEvent('body', 'dragover', { dataTransfer });
  await page.dispatchEvent('body', 'drop', { dataTransfer });
}

/** Pastes a file into the page. */
export async function pasteFile(page: Page, file: GivenFile): Promise<void> {
  const transfer = await transferOf(page, file);
  await transfer.evaluate((clipboardData) => {
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
  });
}

function transferOf(page: Page, { name, type, bytes }: GivenFile) {
  return page.evaluateHandle(
    ({ name, type, base64 }) => {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      const data = new DataTransfer();
      data.items.add(new File([bytes], name, { type }));
      return data;
    },
    { name, type, base64: Buffer.from(bytes).toString('base64') },
  );
}
