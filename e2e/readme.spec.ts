// The README is true: its browser example runs for a user who installs the packed library in an empty Vite app, and
// the output that it and the results page show is what the commands print.
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { buildByVite } from './consumers/vite/build';
import { kindling } from './support/command-line';
import { emptyProject, test } from './support/installed-package';
import { requireAdapter } from './support/require-adapter';
import { readCompressedSqueezeNet, requireShared } from './support/shared-material';
import { serveFolder } from './support/static-folder';

const root = join(import.meta.dirname, '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const results = readFileSync(join(root, 'docs/guides/results.md'), 'utf8');

test('the browser example names the picture in an empty Vite app', async ({
  page,
  installedIn,
}) => {
  requireShared();
  const app = await emptyProject(installedIn, 'readme');
  cpSync(join(root, 'weights/samples/candle.png'), join(app, 'candle.png'));
  writeFileSync(join(app, 'main.js'), codeBlock('js'));
  writeFileSync(
    join(app, 'index.html'),
    '<img src="candle.png"><script type="module" src="main.js"></script>',
  );
  const built = await emptyProject(installedIn, 'readme-built');
  await buildByVite(app, built);
  await using host = await serveFolder(built);
  await page.route(
    'https://raw.githubusercontent.com/**',
    (
      route, // the pinned URL without a network
    ) =>
      route.fulfill({
        body: readCompressedSqueezeNet(),
        headers: { 'access-control-allow-origin': '*' },
      }),
  );
  const said = page.waitForEvent('console', (message) => message.text().includes('candle'));
  await page.goto(host.url);
  await requireAdapter(page);
  expect((await said).text()).toMatch(/^candle, taper, wax light 0\.9/);
});

test('the answers shown are what the command prints', async () => {
  requireShared();
  // As on a GPU; a software adapter computes the same, and would be left aside.
  const { stdout, status } = await kindling([
    ...['classify', 'weights/samples/candle.png', '--backend', 'webgpu'],
  ]);
  expect(status).toBe(0);
  expect(withoutTimes(codeBlock('text'))).toBe(withoutTimes(stdout.trim()));
});

test('the costs shown are what the command prints', async () => {
  const { stdout, status } = await kindling(['inspect', '--all']);
  expect(status).toBe(0);
  expect(codeBlock('text', results)).toBe(stdout.trimEnd());
});

/** A page's first code block of this language. */
function codeBlock(language: string, page = readme): string {
  const block = page.split(`\`\`\`${language}\n`)[1] ?? '';
  return block.split('\n```')[0] ?? '';
}

/** Times differ from run to run, and with them the space before the line's end. */
function withoutTimes(text: string): string {
  return text.replace(/\(\d+(\.\d+)? m?s\)/g, '(time)');
}
