// Both pages in Firefox as a person opens them, with WebGPU and without.
import { type PreviewServer, preview } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Browser, launchFirefox, type Page } from '../../cli/firefox';
import { parseResults } from '../../pages/bench/results';

/** Small enough that a CPU is done with it in seconds. */
const NETWORK = 'mobilenet-v1-0.25-128';

let server: PreviewServer;
let url: string;

beforeAll(async () => {
  server = await preview({
    configFile: new URL('../../pages/vite.config.ts', import.meta.url).pathname,
    logLevel: 'warn',
    preview: { port: 0, strictPort: false, open: false },
  });
  [url = ''] = server.resolvedUrls?.local ?? [];
});
afterAll(() => server?.close());

describe.each([
  { how: 'with WebGPU', hasWebGpu: true },
  { how: 'without', hasWebGpu: false },
])('$how', ({ hasWebGpu }) => {
  let firefox: Browser;
  beforeAll(async () => {
    firefox = await launchFirefox({ 'dom.webgpu.enabled': hasWebGpu });
  });
  afterAll(() => firefox?.close());

  it('the classify page names its samples, and shows what layers make of them', async () => {
    // With 'auto', a software adapter is as good as none.
    const page = await open(firefox, hasWebGpu ? 'index.html?backend=webgpu' : 'index.html');
    await untilShown(page, 'Ankle boot');
    await click(page, 'button[aria-label="Sample 2"]');
    await untilShown(page, 'Pullover');
    expect(await textOf(page)).toMatch(
      hasWebGpu ? /software adapter, which computes on the CPU/ : CPU_COMPUTES,
    );
    await click(page, '.module.fire');
    await untilShown(page, 'maps, 13 × 13 each, from');
    expect(page.troubles).toEqual([]);
  });

  it('the benchmark page measures, stops when asked, and keeps what it has', async () => {
    const page = await open(firefox, `bench.html?auto=1&networks=${NETWORK}`);
    await untilShown(page, `Fastest: ${NETWORK}`);
    // What follows, each layer by every variant, takes a while on WebGPU. On the CPU it may be over.
    await page.evaluate(() => {
      const buttons = [...document.querySelectorAll('button')];
      buttons.find(({ textContent }) => textContent === 'Cancel')?.click();
    });
    await until(page, 'the benchmark is over', () =>
      /^(finished|cancelled)$/.test(document.documentElement.dataset.benchmark ?? ''),
    );
    const text = await page.evaluate(() => document.getElementById('results')?.textContent);
    const { adapter, networks, failure } = parseResults(text ?? '');
    expect(failure).toBeNull();
    expect(networks.map(({ name }) => name)).toEqual([NETWORK]);
    expect(adapter.architecture === 'cpu').toBe(!hasWebGpu);
    if (!hasWebGpu) expect(await textOf(page)).toMatch(CPU_COMPUTES);
    expect(page.troubles).toEqual([]);
  });
});

const CPU_COMPUTES = /so the CPU computes: the answers are the same, and take longer/;

/** A page, and what goes wrong in it. */
type OpenedPage = Page & { readonly troubles: string[] };

async function open(firefox: Browser, path: string): Promise<OpenedPage> {
  const troubles: string[] = [];
  const page = Object.assign(await firefox.newPage(), { troubles });
  page.on('pageerror', (error) => troubles.push(String(error)));
  await page.goto(url + path);
  return page;
}

function textOf(page: Page): Promise<string> {
  return page.evaluate(() => document.body.innerText);
}

async function click(page: Page, selector: string): Promise<void> {
  await page.evaluate((query) => document.querySelector<HTMLElement>(query)?.click(), selector);
}

function untilShown(page: Page, text: string): Promise<void> {
  return until(page, text, (shown) => document.body.innerText.includes(shown), text);
}

/** Waits for something to hold in the page; the test's own time limit ends it. */
async function until(
  page: OpenedPage | Page,
  what: string,
  holds: (argument: string) => boolean,
  argument = '',
): Promise<void> {
  for (let waited = 0; !(await page.evaluate(holds, argument)); waited += 100) {
    if (waited > 120_000) throw new Error(`Never: ${what}. The page says: ${await textOf(page)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
