// The packed library in the hands of others: without a bundler, under a policy that allows next to nothing, and built by each
// bundler; on the GPU, and on the CPU in a worker. What is loaded only when asked must not be loaded.
import { copyFileSync, cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page, type Response } from '@playwright/test';
import { sampleOf } from '../src/util/sample.fixtures';
import { buildByEsbuild } from './consumers/esbuild/build';
import { buildByRollup } from './consumers/rollup/build';
import { buildByVite } from './consumers/vite/build';
import { buildByWebpack } from './consumers/webpack/build';
import { emptyProject, test, writeBoot } from './support/installed-package';
import { requireAdapter } from './support/require-adapter';
import { serveFolder } from './support/static-folder';

/** As strict as a page with scripts and a picture can be. */
const STRICT_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Pages on the CPU may compile WebAssembly, and evaluate no text either: without it they compute in JavaScript, and browsers complain. */
const CPU_POLICY = STRICT_POLICY.replace(
  "script-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
);

/** No text becomes a script's address or code, either: webpack adds script elements for its chunks, others import them. */
const TRUSTED_TYPES = "; require-trusted-types-for 'script'; trusted-types 'none'";

/** Texts that stand in one lazy part each, and in no other. */
const LAZY = {
  'ONNX reader': 'is of ONNX IR version',
  'TFLite reader': 'The archive behind the model',
  'ImageNet labels': 'taper, wax light',
  'CPU backend': 'The CPU backend has no GPUDevice',
} as const;

/** What the package's files are called in a project that has it. */
const INSTALLED = 'node_modules/kindling/dist';

/** Bundlers that leave a worker's address as it is: their users copy its script beside the built one. */
const LEAVING_WORKERS: readonly string[] = ['esbuild', 'Rollup'];

const BUILDS = {
  Vite: buildByVite,
  webpack: buildByWebpack,
  esbuild: buildByEsbuild,
  Rollup: buildByRollup,
} as const;

test.describe('a page without a bundler', () => {
  test('imports the package as it is', async ({ page, installedIn }) => {
    await plainPage(installedIn);
    await using host = await serveFolder(installedIn);
    const loaded = await answerOf(page, `${host.url}plain/`);
    expectLazy(loaded, scriptsIn(join(installedIn, INSTALLED)));
  });

  test('works under a strict policy', async ({ page, installedIn }) => {
    await plainPage(installedIn);
    await using host = await serveFolder(installedIn, withPolicy(STRICT_POLICY + TRUSTED_TYPES));
    await answerOf(page, `${host.url}plain/`);
  });

  test('computes on the CPU, under a strict policy', async ({ page, installedIn }) => {
    await plainPage(installedIn);
    await using host = await serveFolder(installedIn, withPolicy(CPU_POLICY));
    await cpuAnswerOf(page, `${host.url}plain/`);
  });

  test('computes on the CPU where a policy forbids workers', async ({ page, installedIn }) => {
    await plainPage(installedIn);
    await using host = await serveFolder(installedIn, withPolicy(CPU_POLICY + TRUSTED_TYPES));
    const violations = await watchPolicy(page);
    await page.goto(`${host.url}plain/?backend=cpu`);
    await expect(page.locator('output')).toHaveText('Ankle boot by cpu', { timeout: 120_000 });
    expect(violations).toEqual(['require-trusted-types-for trusted-types-sink']);
    expect(page.workers()).toHaveLength(0);
  });
});

for (const [tool, build] of sampleOf('bundlers', Object.entries(BUILDS), 1)) {
  test(`a page built by ${tool} works, under a strict policy`, async ({ page, installedIn }) => {
    const source = await emptyProject(installedIn, `${tool}-source`);
    cpSync(join(import.meta.dirname, 'consumers/bundled'), source, { recursive: true });
    await writeBoot(join(source, 'picture.png'));
    const output = await emptyProject(installedIn, `${tool}-built`);
    await build(source, output);
    // Vite builds the page itself; the others leave it to its author.
    if (tool !== 'Vite') {
      for (const file of ['index.html', 'picture.png'])
        cpSync(join(source, file), join(output, file));
    }
    if (LEAVING_WORKERS.includes(tool)) {
      const script = 'cpu-worker.js';
      copyFileSync(join(installedIn, INSTALLED, script), join(output, script));
    }
    await using host = await serveFolder(output, withPolicy(STRICT_POLICY));
    const cpuPage = await page.context().newPage();
    expectLazy(await answerOf(page, host.url), scriptsIn(output));
    await using cpuHost = await serveFolder(output, withPolicy(CPU_POLICY));
    await cpuAnswerOf(cpuPage, cpuHost.url);
  });
}

test('the policy refuses eval and WebAssembly, and that is noticed', async ({
  page,
  installedIn,
}) => {
  const folder = await emptyProject(installedIn, 'probe');
  writeFileSync(join(folder, 'index.html'), '<script type="module" src="main.js"></script>');
  writeFileSync(
    join(folder, 'main.js'),
    `try { new Function('') } catch {}
     await WebAssembly.compile(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)).catch(() => {});`,
  );
  await using host = await serveFolder(folder, withPolicy(STRICT_POLICY));
  const violations = await watchPolicy(page);
  await page.goto(host.url);
  await expect.poll(() => violations).toEqual(['script-src eval', 'script-src wasm-eval']);
});

function withPolicy(policy: string): Readonly<Record<string, string>> {
  return { 'content-security-policy': policy };
}

async function plainPage(installedIn: string): Promise<void> {
  const folder = await emptyProject(installedIn, 'plain');
  cpSync(join(import.meta.dirname, 'consumers/plain'), folder, { recursive: true });
  await writeBoot(join(folder, 'picture.png'));
}

/** What an opened page shows, and what was wrong with it. */
interface Opened {
  readonly text: string;
  readonly complaints: readonly string[];
  /** Texts of the scripts that it loaded. */
  readonly scripts: readonly string[];
}

/** Opens a page that classifies the boot on the GPU; its scripts' texts. */
async function answerOf(page: Page, url: string): Promise<readonly string[]> {
  const { text, complaints, scripts } = await openPage(page, url);
  expect(complaints).toEqual([]);
  expect(text).toBe('Ankle boot by webgpu');
  return scripts;
}

/** Opens the same page to classify on the CPU, in a worker. */
async function cpuAnswerOf(page: Page, url: string): Promise<void> {
  const { text, complaints } = await openPage(page, `${url}?backend=cpu`);
  expect(complaints).toEqual([]);
  expect(text).toBe('Ankle boot by cpu');
  expect(page.workers()).toHaveLength(1);
}

/** Opens a page and waits until it shows something, or something is wrong. */
async function openPage(page: Page, url: string): Promise<Opened> {
  const scripts: Promise<string>[] = [];
  const complaints = await watchPolicy(page);
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  const gather = (response: Response) => {
    if (response.url().endsWith('.js')) scripts.push(response.text());
  };
  page.on('response', gather);
  await page.goto(url);
  await requireAdapter(page);
  const output = page.locator('output');
  await expect
    .poll(async () => complaints.join() + (await output.textContent()), { timeout: 120_000 })
    .not.toBe('');
  page.off('response', gather);
  return {
    text: (await output.textContent()) ?? '',
    complaints,
    scripts: await Promise.all(scripts),
  };
}

/** Gathers what the page's policy refuses, from before its first script on. */
async function watchPolicy(page: Page): Promise<string[]> {
  const violations: string[] = [];
  await page.exposeFunction('reportViolation', (text: string) => violations.push(text));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
      const { reportViolation } = globalThis as unknown as { reportViolation(text: string): void };
      reportViolation(`${violatedDirective} ${blockedURI}`);
    });
  });
  return violations;
}

/** Each lazy part is among what was built, and was not loaded. */
function expectLazy(loaded: readonly string[], built: readonly string[]): void {
  for (const [part, text] of Object.entries(LAZY)) {
    expect(
      built.filter((script) => script.includes(text)),
      `${part} built`,
    ).toHaveLength(1);
    expect(
      loaded.filter((script) => script.includes(text)),
      `${part} loaded`,
    ).toHaveLength(0);
  }
}

/** But for the file that has all of them, for workers. */
function scriptsIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.js') && file !== 'worker.js')
    .map((file) => readFileSync(join(folder, file), 'utf8'));
}
