// Headless Chromium with the library in a page. There is no server and no network: every request
// of the page is answered here, from the built library and from what a command offers.
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { type Browser, chromium, type Page, type Route } from 'playwright-core';
import { findChromium } from '../scripts/chromium.js';
import { installBenchCalls } from './bench/page-bench';
import { installLiteRtContender } from './bench/page-litert';
import { installOrtContenders } from './bench/page-ort';
import { installPeakCalls } from './bench/page-peaks';
import { installTfjsContender } from './bench/page-tfjs';
import { adjustedFlags } from './chromium-flags';
import { BrowserError, BuildError, oneLine, PageError } from './failures';
import { printNote } from './output';
import { libraryFolder } from './package-root';
import { installNetworkCalls } from './page-networks';
import { installPageSession, type PageCalls, type PageGlobals } from './page-session';

/** The page, as commands see it. */
export interface ModelPage {
  /** Name and version: `Chromium 156.0.8078.79`. */
  readonly browser: string;
  /** Makes a file on disk, or bytes, readable for the page at the URL that comes back. */
  offer(content: string | Uint8Array): string;
  /** Makes all files of a folder readable for the page, below the URL that comes back. */
  offerFolder(folder: string): string;
  /** Calls a method of the page's session. @throws PageError with what was thrown there. */
  call<M extends keyof PageCalls>(
    method: M,
    request: PageCalls[M]['request'],
  ): Promise<PageCalls[M]['response']>;
}

/** What the page may read besides the library: path in the URL → path on disk, or bytes. */
type Offers = Map<string, string | Uint8Array>;

/** Where offered folders begin in URLs; their number follows. */
const FOLDERS = '/folders/';

// Chromium counts *.localhost as a secure context, which WebGPU needs. Another origin, `http://…`,
// gives tests a page that has no WebGPU; there is no flag for that.
const ORIGIN = process.env.KINDLING_PAGE_ORIGIN ?? 'http://kindling.localhost';

const START_PAGE = `<!doctype html><meta charset="utf-8"><title>Kindling</title>
<script type="module">
import * as kindling from '/kindling.js';
import * as models from '/models.js';
Object.assign(globalThis, { kindling, models });
</script>`;

// A page that shares its process with no other may measure time to 5 µs; without these, to 100 µs.
const ISOLATION = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};

/** What the page can be asked for, in the order in which it is put there. */
const INSTALLERS = [
  installPageSession,
  installNetworkCalls,
  installPeakCalls,
  installOrtContenders,
  installTfjsContender,
  installLiteRtContender,
  installBenchCalls,
];

const START_TIMEOUT_MS = 120_000;

/**
 * Starts Chromium, opens the page, does `work` with it and closes Chromium again, whatever happens.
 *
 * @throws BrowserError when Chromium is missing, does not start or goes away; BuildError when the
 * library is not built; the signal's reason when it is aborted; else what `work` throws.
 */
export async function withPage<T>(
  signal: AbortSignal,
  work: (page: ModelPage) => Promise<T>,
): Promise<T> {
  const folder = libraryFolder();
  const browser = await launch();
  try {
    signal.throwIfAborted();
    const offers: Offers = new Map();
    const context = await browser.newContext({ serviceWorkers: 'block' });
    await context.route('**/*', (route) => answer(route, folder, offers));
    const page = await context.newPage();
    const modelPage = createModelPage(page, `Chromium ${browser.version()}`, offers);
    const session = openSession(page).then(() => work(modelPage));
    return await Promise.race([session, endOf(browser, page, signal)]);
  } finally {
    await browser.close().catch(() => undefined);
  }
}

async function launch(): Promise<Browser> {
  const executablePath = locateChromium();
  try {
    return await chromium.launch({
      // Playwright's own "headless shell" has no WebGPU; its full Chromium has.
      ...(executablePath === null ? { channel: 'chromium' } : { executablePath }),
      args: adjustedFlags(process.env.KINDLING_CHROMIUM_FLAGS),
      timeout: START_TIMEOUT_MS,
      // The command line ends on these signals by itself, by way of `withPage`'s `finally`.
      handleSIGINT: false,
      handleSIGTERM: false,
    });
  } catch (error) {
    const what =
      executablePath === null ? 'There is no Chromium' : `${executablePath} does not start`;
    throw new BrowserError(
      `${what}; run \`npm run setup\`, or set KINDLING_CHROMIUM to a Chromium executable.`,
      { cause: error },
    );
  }
}

/** Null leaves the search to Playwright. */
function locateChromium(): string | null {
  try {
    return findChromium();
  } catch (error) {
    throw new BrowserError(oneLine(error), { cause: error });
  }
}

async function openSession(page: Page): Promise<void> {
  const troubles: string[] = [];
  page.on('pageerror', (error) => troubles.push(oneLine(error)));
  if (process.env.KINDLING_DEBUG === '1') {
    page.on('console', (message) => printNote(`page: ${message.text()}`));
  }
  await page.goto(`${ORIGIN}/`, { timeout: START_TIMEOUT_MS });
  try {
    for (const install of INSTALLERS) await page.evaluate(install);
  } catch (error) {
    const reason = troubles[0] ?? firstLine(error);
    throw new BuildError(`The built library does not load in Chromium: ${reason}`, {
      cause: error,
    });
  }
}

function createModelPage(page: Page, browser: string, offers: Offers): ModelPage {
  return {
    browser,
    offer: (content) => {
      const path = `/blobs/${offers.size}`;
      offers.set(path, content);
      return path;
    },
    offerFolder: (folder) => {
      const path = `${FOLDERS}${offers.size}`;
      offers.set(path, folder);
      return path;
    },
    call: async <M extends keyof PageCalls>(method: M, request: PageCalls[M]['request']) => {
      const outcome = await callInPage(page, method, request);
      if (outcome.error) throw new PageError(outcome.error);
      return outcome.value as PageCalls[M]['response'];
    },
  };
}

/** Errors come back as data: by themselves they would lose their code and gain a call log. */
async function callInPage(page: Page, method: keyof PageCalls, request: unknown) {
  try {
    return await page.evaluate(
      async ([name, argument]) => {
        const { session } = globalThis as unknown as PageGlobals;
        const call = session?.[name] as ((request: unknown) => Promise<unknown>) | undefined;
        try {
          return { value: await call?.(argument), error: null };
        } catch (thrown) {
          const error = thrown instanceof Error ? thrown : new Error(String(thrown));
          const code = 'code' in error ? String(error.code) : error.name;
          const { message, stack = '' } = error;
          return { value: null, error: { code, message: message || error.name, stack } };
        }
      },
      [method, request] as const,
    );
  } catch (error) {
    throw new BrowserError(`The browser page broke down: ${firstLine(error)}`, { cause: error });
  }
}

/** Rejects when the page can no longer answer; so nothing waits for an answer that never comes. */
function endOf(browser: Browser, page: Page, signal: AbortSignal): Promise<never> {
  const end = new Promise<never>((_resolve, reject) => {
    page.once('crash', () => reject(new BrowserError('The browser page crashed.')));
    browser.once('disconnected', () => reject(new BrowserError('Chromium ended unexpectedly.')));
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  // After the work is done Chromium is closed, and nobody listens any more.
  end.catch(() => undefined);
  return end;
}

async function answer(route: Route, folder: string, offers: Offers): Promise<void> {
  const url = new URL(route.request().url());
  try {
    if (url.origin !== ORIGIN) return await route.abort('blockedbyclient');
    const body = await contentOf(url.pathname, folder, offers);
    const contentType = CONTENT_TYPES.get(url.pathname === '/' ? '.html' : extname(url.pathname));
    const type = contentType === undefined ? {} : { 'content-type': contentType };
    await route.fulfill({ body, headers: { ...ISOLATION, ...type } });
  } catch {
    // Not offered, or no longer on disk; or Chromium is closing and takes no answer.
    await route.fulfill({ status: 404 }).catch(() => undefined);
  }
}

async function contentOf(path: string, folder: string, offers: Offers): Promise<Buffer> {
  if (path === '/') return Buffer.from(START_PAGE);
  if (path.startsWith(FOLDERS)) return await readFile(inFolder(path, offers));
  const offered = offers.get(path);
  if (offered === undefined) return await readFile(join(folder, decodeURIComponent(path)));
  return typeof offered === 'string' ? await readFile(offered) : Buffer.from(offered);
}

/** The file of an offered folder that a URL means. URLs have no `..` left when they come here. */
function inFolder(path: string, offers: Offers): string {
  const [, prefix = '', rest = ''] = /^(\/folders\/\d+)\/(.+)$/.exec(path) ?? [];
  const folder = offers.get(prefix);
  if (typeof folder !== 'string') throw new RangeError(`${path} is in no offered folder.`);
  return join(folder, decodeURIComponent(rest));
}

/** What is offered gets none: its content says what it is. */
const CONTENT_TYPES: ReadonlyMap<string, string> = new Map([
  ['.html', 'text/html'],
  ['.js', 'text/javascript'],
  ['.mjs', 'text/javascript'],
  ['.wasm', 'application/wasm'],
]);

/** Playwright's messages go on with a call log. */
function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n')[0] ?? message;
}
