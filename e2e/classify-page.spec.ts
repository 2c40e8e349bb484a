// The classify page as a person uses it, built and served as static files.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect, type Response } from '@playwright/test';
import { sampleOf } from '../src/util/sample.fixtures';
import { expectAccessible, expectNoOverflow, tabTo } from './support/accessibility';
import {
  bestAnswer,
  dropFile,
  offerSqueezeNet,
  openClassifyPage,
  pasteFile,
  SQUEEZENET_URL,
} from './support/classify-page';
import { keepDevices } from './support/keep-devices';
import { test } from './support/pages-server';
import { requireAdapter } from './support/require-adapter';
import { readShared, requireShared } from './support/shared-material';
import { twoClassFile } from './support/small-models';

const root = join(import.meta.dirname, '..');
/** What the first visit may cost. */
const FIRST_LOAD_BYTES = 150_000;

test('works at once, from its own origin, in 150 kB', async ({ page, pagesUrl }) => {
  const files: Promise<readonly [string, number]>[] = [];
  const weigh = (response: Response) => {
    if (!response.url().startsWith(pagesUrl)) return;
    const size = response.body().then((body) => gzipSync(body, { level: 9 }).byteLength);
    files.push(size.then((bytes) => [response.url().slice(pagesUrl.length), bytes] as const));
  };
  page.on('response', weigh);
  await openClassifyPage(page, pagesUrl);
  await expect(page.getByText('As the network gets it, 28 × 28')).toBeVisible();
  page.off('response', weigh); // what comes later is of no first visit
  const sizes = await Promise.all(files);
  const total = sizes.reduce((sum, [, bytes]) => sum + bytes, 0);
  console.log(`first load: ${total} bytes of gzip`, Object.fromEntries(sizes));
  expect(sizes.length).toBeGreaterThan(5);
  expect(total).toBeLessThanOrEqual(FIRST_LOAD_BYTES);
});

test.describe('with a download', () => {
  test.use({
    tolerated: /^(asks https:\/\/raw\.githubusercontent\.com\/|Failed to load resource)/,
  });

  test('names a photograph that is dropped, with a network that is downloaded', async ({
    page,
    pagesUrl,
    complaints,
  }) => {
    requireShared();
    await offerSqueezeNet(page);
    await openClassifyPage(page, pagesUrl);
    await page.getByRole('radio', { name: /SqueezeNet 1.0/ }).check();
    await expect(bestAnswer(page)).toBeVisible({ timeout: 120_000 });
    await dropFile(page, {
      ...{ name: 'burger.jpg', type: 'image/jpeg' },
      bytes: readShared('photos/burger.jpg'),
    });
    await expect(bestAnswer(page)).toContainText('cheeseburger', { timeout: 120_000 });
    await expect(page.getByText('As the network gets it, 227 × 227')).toBeVisible();
    // Its eight fire modules are seen as such.
    await expect(page.getByRole('button', { name: /^fire module/ })).toHaveCount(8);
    // Only the download that was asked for left the page's origin.
    expect(complaints).toEqual([
      expect.stringMatching(/^asks https:\/\/raw\.githubusercontent\.com\//),
    ]);
  });

  test('a download can be cancelled, and tried again', async ({ page, pagesUrl }) => {
    requireShared();
    await page.route(SQUEEZENET_URL, () => undefined); // the server never answers
    await openClassifyPage(page, pagesUrl);
    await page.getByRole('radio', { name: /SqueezeNet 1.0/ }).check();
    await expect(page.getByText('0 B of 676 kB')).toBeVisible();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await expect(page.getByRole('radio', { name: /Fashion SqueezeNet/ })).toBeChecked();
    await page.getByRole('button', { name: 'Sample 2', exact: true }).click();
    await expect(bestAnswer(page)).toContainText('Pullover');
    await page.unroute(SQUEEZENET_URL);
    await page.route(SQUEEZENET_URL, (route) => route.abort());
    await page.getByRole('radio', { name: /SqueezeNet 1.0/ }).check();
    await expect(page.getByRole('alert')).toContainText('could not be downloaded');
    await page.unroute(SQUEEZENET_URL);
    await offerSqueezeNet(page);
    await page.getByRole('button', { name: 'Try again' }).click();
    const inside = page.getByRole('heading', { name: 'Inside SqueezeNet 1.0' });
    await expect(inside).toBeVisible({ timeout: 120_000 });
    // The next visit begins with it, and needs no network for it.
    await page.unroute(SQUEEZENET_URL);
    await page.route(SQUEEZENET_URL, (route) => route.abort());
    await page.reload();
    await expect(inside).toBeVisible({ timeout: 120_000 });
    await expect(bestAnswer(page)).toContainText('candle', { timeout: 120_000 });
  });
});

test('shows what a layer costs and what it sees', async ({ page, pagesUrl }) => {
  await openClassifyPage(page, pagesUrl);
  const module = page.getByRole('button', { name: /^fire module fire3/ });
  await expect(module).toContainText('ms', { timeout: 120_000 });
  await module.click();
  await page.getByRole('button', { name: 'fire3/squeeze1x1' }).click();
  const details = page.getByRole('region', { name: 'Layer fire3/squeeze1x1' });
  await expect(details).toContainText('conv2d-pointwise');
  await expect(details).toContainText('1×13×13×16');
  const maps = details.getByRole('img', { name: /^Feature maps of fire3\/squeeze1x1: 16 maps/ });
  const colours = await maps.evaluate((canvas: HTMLCanvasElement) => {
    const context = canvas.getContext('2d');
    const { data } = context?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
    return new Set(Array.from(data).filter((_, index) => index % 4 === 0)).size;
  });
  expect(colours).toBeGreaterThan(20); // maps of a picture, not one grey
  const before = (await maps.boundingBox())?.width ?? 0;
  await details.getByRole('slider', { name: 'Enlarge' }).fill('3');
  await expect
    .poll(async () => (await maps.boundingBox())?.width ?? 0)
    .toBeGreaterThan(2.9 * before);
  await details.getByRole('checkbox', { name: /^Each map from its own dark/ }).check();
  await expect(details.getByRole('img', { name: /each on a scale of its own/ })).toBeVisible();
  const times = page.getByRole('region', { name: 'Where the time goes' });
  await expect(times.getByRole('listitem').first()).toContainText('ms');
});

test('takes a picture that is chosen, and one that is pasted', async ({ page, pagesUrl }) => {
  const candle = join(root, 'weights/samples/candle.png');
  await openClassifyPage(page, pagesUrl);
  await page.getByLabel('Choose or take a picture').setInputFiles(candle);
  await expect(page.getByRole('img', { name: 'Your picture: candle.png' })).toBeVisible();
  await expect(bestAnswer(page)).toBeVisible();
  const file = { name: 'pasted.png', type: 'image/png', bytes: readFileSync(candle) };
  await pasteFile(page, file);
  await expect(page.getByRole('img', { name: 'Your picture: pasted.png' })).toBeVisible();
  await expect(bestAnswer(page)).toBeVisible();
});

test('says what to do about broken files, and goes on', async ({ page, pagesUrl }) => {
  await openClassifyPage(page, pagesUrl);
  const noise = new TextEncoder().encode('This is no network, and no picture either.');
  await dropFile(page, { name: 'broken.tflite', type: '', bytes: noise });
  await expect(page.getByRole('alert')).toContainText('damaged, or not a network');
  await page.getByRole('button', { name: 'Keep Fashion SqueezeNet' }).click();
  await expect(page.getByRole('alert')).toHaveCount(0);
  await dropFile(page, { name: 'broken.jpg', type: 'image/jpeg', bytes: noise });
  await expect(page.getByRole('alert')).toContainText('not a picture that the browser reads');
  await page.getByRole('button', { name: 'Sample 3', exact: true }).click();
  await expect(bestAnswer(page)).toContainText('Trouser');
  await expect(page.getByRole('alert')).toHaveCount(0);
});

test('runs an ONNX file that is dropped, and says what it assumes', async ({ page, pagesUrl }) => {
  const container = readFileSync(join(root, 'weights/trained/squeezenet.kindling'));
  const built = (entry: string) => pathToFileURL(join(root, 'dist', entry)).href;
  const { readModel }: typeof import('../src/index') = await import(built('kindling.js'));
  const { toOnnx }: typeof import('../src/tools/index') = await import(built('tools.js'));
  const onnx = await toOnnx(await readModel(container, { name: 'fashion' }));
  await openClassifyPage(page, pagesUrl);
  await dropFile(page, { name: 'mine.onnx', type: '', bytes: onnx });
  await expect(page.getByRole('heading', { name: 'Inside mine.onnx' })).toBeVisible({
    timeout: 120_000,
  });
  await expect(page.getByText('does not say how it sees pictures')).toBeVisible();
  await expect(bestAnswer(page)).toContainText(/class \d/);
});

test('shows both answers of a network of two classes', async ({ page, pagesUrl }) => {
  await openClassifyPage(page, pagesUrl);
  await dropFile(page, { name: 'two.kindling', type: '', bytes: await twoClassFile() });
  await expect(page.getByRole('heading', { name: 'Inside two.kindling' })).toBeVisible({
    timeout: 120_000,
  });
  const answers = page.getByRole('list', { name: 'Best answers' }).getByRole('listitem');
  await expect(answers).toHaveCount(2);
  await expect(answers.filter({ hasText: 'red' })).toHaveCount(1);
  await expect(page.getByRole('alert')).toHaveCount(0);
});

test('opens the device again when it is lost', async ({ page, pagesUrl }) => {
  await page.addInitScript(keepDevices);
  await openClassifyPage(page, pagesUrl);
  await page.evaluate(() => globalThis.devices[0]?.destroy());
  await expect(page.getByText('The GPU went away and was opened again')).toBeVisible({
    timeout: 120_000,
  });
  await expect(bestAnswer(page)).toContainText('Ankle boot', { timeout: 120_000 });
  await page.getByRole('button', { name: 'Sample 2', exact: true }).click();
  await expect(bestAnswer(page)).toContainText('Pullover');
});

test('says so when there is no other device, and tries again when asked', async ({
  page,
  pagesUrl,
}) => {
  await page.addInitScript(keepDevices);
  await openClassifyPage(page, pagesUrl);
  await page.evaluate(() => {
    const { requestAdapter } = GPU.prototype;
    GPU.prototype.requestAdapter = () => Promise.resolve(null);
    Object.assign(globalThis, { mend: () => Object.assign(GPU.prototype, { requestAdapter }) });
    globalThis.devices[0]?.destroy();
  });
  await expect(page.getByRole('alert')).toContainText('The GPU went away', { timeout: 30_000 });
  await expect(bestAnswer(page)).toHaveCount(0);
  await page.evaluate('mend()');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(bestAnswer(page)).toContainText('Ankle boot', { timeout: 60_000 });
  await expect(page.getByRole('alert')).toHaveCount(0);
});

test('answers on the CPU where there is no WebGPU, and says so', async ({ page, pagesUrl }) => {
  await page.addInitScript(() => Object.defineProperty(navigator, 'gpu', {}));
  await page.goto(`${pagesUrl}index.html`);
  await expect(bestAnswer(page)).toContainText('Ankle boot', { timeout: 120_000 });
  const notice = page.getByText('This browser has no WebGPU here, so the CPU computes');
  await expect(notice).toBeVisible();
  await page.getByText('What can be done').click();
  await expect(page.getByText(/^Open the page in Chrome/)).toBeVisible();
  await page.getByRole('button', { name: 'Sample 2', exact: true }).click();
  await expect(bestAnswer(page)).toContainText('Pullover');
  const module = page.getByRole('button', { name: /^fire module fire3/ });
  await expect(module).toContainText('ms', { timeout: 120_000 });
  await module.click();
  await expect(page.getByRole('img', { name: /^Feature maps of/ })).toBeVisible();
  await expectAccessible(page);
});

test('answers on the CPU where the adapter is software, and on what is asked for', async ({
  page,
  pagesUrl,
}) => {
  await page.goto(`${pagesUrl}index.html`);
  await requireAdapter(page);
  await expect(bestAnswer(page)).toContainText('Ankle boot', { timeout: 120_000 });
  await expect(page.getByText('The browser offers no GPU, so the CPU computes')).toBeVisible();
  await page.getByRole('link', { name: 'the faster of both' }).click();
  await expect(page).toHaveURL(/backend=fastest/);
  await expect(page.getByText(/the faster one: an inference takes WebGPU .* ms, and/)).toBeVisible({
    timeout: 120_000,
  });
  await expect(bestAnswer(page)).toContainText('Ankle boot', { timeout: 120_000 });
  await page.goto(`${pagesUrl}index.html?backend=cpu`);
  await page.getByRole('link', { name: 'WebGPU' }).click();
  await expect(page.getByText(/^Computed by WebGPU\./)).toBeVisible({ timeout: 120_000 });
  await expect(bestAnswer(page)).toContainText('Ankle boot', { timeout: 120_000 });
  await expect(page.getByText('This browser has a software adapter')).toBeVisible();
  await expectAccessible(page);
});

test('says what its network knows where a picture is one’s own', async ({ page, pagesUrl }) => {
  await openClassifyPage(page, pagesUrl);
  const knows = page.getByText(
    /Fashion SqueezeNet knows T-shirts, .* calls everything one of them/,
  );
  await expect(knows).toHaveCount(0);
  const candle = readFileSync(join(root, 'weights/samples/candle.png'));
  await dropFile(page, { name: 'goldfish.png', type: 'image/png', bytes: candle });
  await expect(knows).toBeVisible();
  await expect(page.getByRole('button', { name: /^SqueezeNet 1.0 676 kB/ })).toBeVisible();
  await expect(page.getByRole('button', { name: /^MobileNet 0.25/ })).toBeVisible();
  await page.getByRole('button', { name: 'Sample 2', exact: true }).click();
  await expect(knows).toHaveCount(0);
});

test('keeps a network of one’s own when it is loaded again', async ({ page, pagesUrl }) => {
  await openClassifyPage(page, pagesUrl);
  const own = page.getByRole('heading', { name: 'Inside two.kindling' });
  await dropFile(page, { name: 'two.kindling', type: '', bytes: await twoClassFile() });
  await expect(own).toBeVisible({ timeout: 120_000 });
  await expect(page).toHaveURL(/network=own/); // the browser's database has it
  await page.reload();
  await expect(own).toBeVisible({ timeout: 120_000 });
  await page.getByRole('radio', { name: /Fashion SqueezeNet/ }).check();
  await expect(page.getByRole('heading', { name: 'Inside Fashion SqueezeNet' })).toBeVisible();
  await expect(page).not.toHaveURL(/network=/);
  await page.reload();
  await expect(bestAnswer(page)).toContainText('Ankle boot', { timeout: 120_000 });
});

for (const colorScheme of sampleOf('schemes', ['light', 'dark'] as const, 1)) {
  test(`axe finds nothing serious (${colorScheme})`, async ({ page, pagesUrl }) => {
    await page.emulateMedia({ colorScheme });
    await openClassifyPage(page, pagesUrl);
    const module = page.getByRole('button', { name: /^fire module/ }).first();
    await expect(module).toContainText('ms', { timeout: 120_000 });
    await module.click();
    await expect(page.getByRole('img', { name: /^Feature maps/ })).toBeVisible();
    await expectAccessible(page);
  });
}

test('fits a phone', async ({ page, pagesUrl }) => {
  await page.setViewportSize({ width: 360, height: 780 });
  await openClassifyPage(page, pagesUrl);
  await page
    .getByRole('button', { name: /^fire module/ })
    .first()
    .click();
  await expect(page.getByRole('img', { name: /^Feature maps/ })).toBeVisible();
  await expectNoOverflow(page);
});

test('everything works by keyboard', async ({ page, pagesUrl }) => {
  await openClassifyPage(page, pagesUrl);
  const sample = page.getByRole('button', { name: 'Sample 2', exact: true });
  await tabTo(page, sample);
  await page.keyboard.press('Enter');
  await expect(bestAnswer(page)).toContainText('Pullover');
  const module = page.getByRole('button', { name: /^fire module/ }).first();
  await tabTo(page, module);
  await page.keyboard.press('Enter');
  await expect(module).toHaveAttribute('aria-expanded', 'true');
  await expect(page.getByRole('img', { name: /^Feature maps/ })).toBeVisible();
});
