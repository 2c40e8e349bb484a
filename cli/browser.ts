// Headless Chromium with the library in a page. The page has no network but a server of this process, with the built library
// and what a command offers.
import { type Browser, chromium, type Page, type Route } from 'playwright-core';
import { findChromium } from '../scripts/chromium.js';
import { adjustedFlags } from './chromium-flags';
import { BrowserError, BuildError, oneLine } from './failures';
import { FreshPages } from './fresh-pages';
import { aborted, closeBrowser, startedUnlessAborted } from './interruption';
import { serveOffers } from './local-server';
import type { ModelPage, WebPages } from './model-page';
import { Offers } from './offers';
import { printNote } from './output';
import { libraryFolder } from './package-root';
import { answerOf, callSession, INSTALLERS } from './page-calls';
import type { PageCalls } from './page-session';
import { START_PAGE, START_TIMEOUT_MS } from './start-page';

// The server's own is a secure context, which WebGPU needs. Another origin, `http://…`, gives tests a page that has no WebGPU;
// there is no flag for that.
const OTHER_ORIGIN = process.env.KINDLING_PAGE_ORIGIN;

/**
 * Starts Chromium, opens the page, does `work` with it and closes Chromium again, whatever happens.
 *
 * @throws BrowserError when Chromium is missing, does not start or goes away; BuildError when the
 * library is not built; the signal's reason when it is aborted; else what `work` throws.
 */
export async function withBrowserPage<T>(
  signal: AbortSignal,
  work: (page: ModelPage) => Promise<T>,
): Promise<T> {
  const offers = new Offers(libraryFolder());
  const browser = await startedUnlessAborted(signal, launch);
  const server = await serveOffers(offers);
  const fresh = new FreshPages(browser, server.origin, offers);
  try {
    signal.throwIfAborted();
    const context = await browser.newContext({ serviceWorkers: 'block' });
    await context.route('**/*', (route) => allow(route, server.origin, offers));
    const page = await context.newPage();
    const web: WebPages = { answerFirst: (start) => fresh.answerFirst(start) };
    const modelPage = createModelPage(page, `Chromium ${browser.version()}`, offers, web);
    const session = openSession(page, server.origin, offers).then(() => work(modelPage));
    return await Promise.race([session, endOf(browser, page), aborted(signal)]);
  } finally {
    server.close();
    await closeBrowser(signal, browser);
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
      // The command line ends on these signals by itself, by way of the `finally` above.
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

async function openSession(page: Page, origin: string, offers: Offers): Promise<void> {
  const troubles: string[] = [];
  page.on('pageerror', (error) => troubles.push(oneLine(error)));
  if (process.env.KINDLING_DEBUG === '1') {
    page.on('console', (message) => printNote(`page: ${message.text()}`));
  }
  const start = offers.offer(Buffer.from(START_PAGE), '.html');
  await page.goto((OTHER_ORIGIN ?? origin) + start, { timeout: START_TIMEOUT_MS });
  try {
    for (const install of INSTALLERS) await page.evaluate(install);
  } catch (error) {
    const reason = troubles[0] ?? firstLine(error);
    throw new BuildError(`The built library does not load in Chromium: ${reason}`, {
      cause: error,
    });
  }
}

function createModelPage(page: Page, host: string, offers: Offers, web: WebPages): ModelPage {
  return {
    ...{ host, web, backend: 'webgpu' },
    offer: (content) => offers.offer(content),
    offerFolder: (folder) => offers.offerFolder(folder),
    withdraw: (path) => offers.withdraw(path),
    call: async <M extends keyof PageCalls>(method: M, request: PageCalls[M]['request']) =>
      answerOf<M>(await evaluate(page, method, request)),
  };
}

async function evaluate(page: Page, method: keyof PageCalls, request: unknown) {
  try {
    return await page.evaluate(callSession, [method, request] as const);
  } catch (error) {
    throw new BrowserError(`The browser page broke down: ${firstLine(error)}`, { cause: error });
  }
}

/** Rejects when the page can no longer answer; so nothing waits for an answer that never comes. */
function endOf(browser: Browser, page: Page): Promise<never> {
  const end = new Promise<never>((_resolve, reject) => {
    page.once('crash', () => reject(new BrowserError('The browser page crashed.')));
    browser.once('disconnected', () => reject(new BrowserError('Chromium ended unexpectedly.')));
  });
  // After the work is done Chromium is closed, and nobody listens any more.
  end.catch(() => undefined);
  return end;
}

/** Lets a request through to the server; there is nothing else for the page. */
async function allow(route: Route, origin: string, offers: Offers): Promise<void> {
  const url = new URL(route.request().url());
  try {
    if (url.origin === origin) await route.continue();
    else if (url.origin === OTHER_ORIGIN) await route.fulfill(await offers.answer(url.pathname));
    else await route.abort('blockedbyclient');
  } catch {
    // Not offered, or no longer on disk; or Chromium is closing and takes no answer.
    await route.fulfill({ status: 404 }).catch(() => undefined);
  }
}

/** Playwright's messages go on with a call log. */
function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n')[0] ?? message;
}
