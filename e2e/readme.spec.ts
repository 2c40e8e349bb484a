// The README is true: its browser example runs, and the output it shows is what the command prints.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { kindling } from './command-line';
import { openHarness } from './open-harness';
import { readCompressedSqueezeNet, requireShared } from './shared-material';

const root = join(import.meta.dirname, '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');

test('the browser example runs and names the picture', async ({ page }) => {
  requireShared();
  await openHarness(page);
  const example = codeBlock('js');
  // What a user's bundler does with the package's name, and the pinned URL without a network.
  await page.route('https://raw.githubusercontent.com/**', (route) =>
    route.fulfill({
      body: readCompressedSqueezeNet(),
      headers: { 'access-control-allow-origin': '*' },
    }),
  );
  const said = page.waitForEvent('console', (message) => message.text().includes('candle'));
  await page.setContent(`<img src="/weights/samples/candle.png">
    <script type="importmap">{ "imports": { "kindling": "/dist/kindling.js" } }</script>
    <script type="module">${example}</script>`);
  expect((await said).text()).toMatch(/^candle, taper, wax light 0\.9/);
});

test('the answers shown are what the command prints', async () => {
  requireShared();
  const { stdout, status } = await kindling(['classify', 'weights/samples/candle.png']);
  expect(status).toBe(0);
  expect(withoutTimes(codeBlock('text'))).toBe(withoutTimes(stdout.trim()));
});

test('the costs shown are what the command prints', async () => {
  const { stdout, status } = await kindling(['inspect', '--all']);
  expect(status).toBe(0);
  expect(codeBlock('text', 1)).toBe(stdout.trimEnd());
});

/** A code block of this language; the first one unless told. */
function codeBlock(language: string, index = 0): string {
  const block = readme.split(`\`\`\`${language}\n`)[index + 1] ?? '';
  return block.split('\n```')[0] ?? '';
}

/** Times differ from run to run, and with them the space before the line's end. */
function withoutTimes(text: string): string {
  return text.replace(/\(\d+(\.\d+)? m?s\)/g, '(time)');
}
