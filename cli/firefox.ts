// Headless Firefox with the library in a page, by way of puppeteer-core and WebDriver BiDi: Playwright has a Firefox of its
// own making, and users do not.
import { join } from 'node:path';
import { findFirefox, firefoxPreferences } from '../scripts/firefox.js';
import { BrowserError, BuildError, oneLine } from './failures';
import { aborted, closeBrowser, startedUnlessAborted } from './interruption';
import { serveOffers } from './local-server';
import type { ModelPage } from './model-page';
import { Offers } from './offers';
import { libraryFolder, packageRoot } from './package-root';
import { answerOf, callSession, INSTALLERS } from './page-calls';
import type { PageCalls } from './page-session';
import { answerAsText, answerOfText } from './page-text';
import { START_PAGE, START_TIMEOUT_MS } from './start-page';

/** What is used of puppeteer-core, which few need: where it is wanted, it is installed beside this package. */
interface Puppeteer {
  readonly launch: (options: object) => Promise<Browser>;
}

/** A browser that puppeteer-core started. */
export interface Browser {
  newPage(): Promise<Page>;
  version(): Promise<string>;
  close(): Promise<void>;
  once(event: 'disconnected', listener: () => void): unknown;
}

/** A page of it. */
export interface Page {
  on(event: 'pageerror', listener: (error: unknown) => void): unknown;
  goto(url: string, options?: { readonly timeout: number }): Promise<unknown>;
  evaluate(expression: string): Promise<unknown>;
  evaluate<A extends readonly unknown[], R>(
    work: (...given: A) => R,
    ...given: A
  ): Promise<Awaited<R>>;
}

/** What Firefox is told besides, as puppeteer-core would. */
const PLATFORM_ARGUMENTS: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: ['--foreground'],
  win32: ['--wait-for-browser'],
};

/** Not to be resolved when this is built. */
const PUPPETEER = 'puppeteer-core';

/**
 * Starts Firefox, opens the page, does `work` with it and closes Firefox again, whatever happens.
 *
 * @throws BrowserError when Firefox or puppeteer-core is missing, or Firefox does not start or goes away; BuildError when
 * the library is not built; the signal's reason when it is aborted; else what `work` throws.
 */
export async function withFirefoxPage<T>(
  signal: AbortSignal,
  work: (page: ModelPage) => Promise<T>,
): Promise<T> {
  const offers = new Offers(libraryFolder());
  const browser = await startedUnlessAborted(signal, () => launchFirefox());
  const server = await serveOffers(offers);
  try {
    signal.throwIfAborted();
    const page = await browser.newPage();
    const version = (await browser.version()).replace(/^firefox\//i, '');
    const modelPage = createModelPage(page, `Firefox ${version}`, offers);
    const start = server.origin + offers.offer(Buffer.from(START_PAGE), '.html');
    const session = openSession(page, start).then(() => work(modelPage));
    return await Promise.race([session, endOf(browser), aborted(signal)]);
  } finally {
    server.close();
    await closeBrowser(signal, browser);
  }
}

/**
 * Starts Firefox with WebGPU, or with other preferences besides.
 * @throws BrowserError when it or puppeteer-core is missing, or it does not start
 */
export async function launchFirefox(
  preferences: Readonly<Record<string, boolean>> = {},
): Promise<Browser> {
  const executablePath = locate();
  const { launch: start }: Puppeteer = await import(PUPPETEER).catch((cause) => {
    throw new BrowserError(
      '--runtime firefox needs the npm package `puppeteer-core`, of version 24 or later.',
      { cause },
    );
  });
  try {
    return await start({
      browser: 'firefox',
      // Chromium ends when nobody drives it any more. Firefox has to be ended: by a program between, which sees us go.
      executablePath: process.execPath,
      ignoreDefaultArgs: true,
      args: [
        ...[join(packageRoot(), 'cli', 'keep-browser.js'), String(process.pid), executablePath],
        ...(PLATFORM_ARGUMENTS[process.platform] ?? []),
        ...['--headless', 'about:blank'],
      ],
      extraPrefsFirefox: { ...firefoxPreferences, ...preferences },
      timeout: START_TIMEOUT_MS,
      // A tuning takes minutes.
      protocolTimeout: 0,
      handleSIGINT: false,
      handleSIGTERM: false,
    });
  } catch (error) {
    throw new BrowserError(`${executablePath} does not start: ${oneLine(error)}`, { cause: error });
  }
}

function locate(): string {
  let found: string | null;
  try {
    found = findFirefox();
  } catch (error) {
    throw new BrowserError(oneLine(error), { cause: error });
  }
  if (found !== null) return found;
  throw new BrowserError(
    'There is no Firefox: install one, or set KINDLING_FIREFOX to a Firefox executable.',
  );
}

async function openSession(page: Page, start: string): Promise<void> {
  const troubles: string[] = [];
  page.on('pageerror', (error) => troubles.push(oneLine(error)));
  await page.goto(start, { timeout: START_TIMEOUT_MS });
  try {
    for (const install of INSTALLERS) await page.evaluate(install);
    await page.evaluate(`globalThis.callSession = ${callSession}`);
  } catch (error) {
    throw new BuildError(
      `The built library does not load in Firefox: ${troubles[0] ?? oneLine(error)}`,
      { cause: error },
    );
  }
}

function createModelPage(page: Page, host: string, offers: Offers): ModelPage {
  return {
    ...{ host, web: null, backend: 'webgpu' },
    offer: (content) => offers.offer(content),
    offerFolder: (folder) => offers.offerFolder(folder),
    withdraw: (path) => offers.withdraw(path),
    call: async <M extends keyof PageCalls>(method: M, request: PageCalls[M]['request']) =>
      answerOf<M>(await evaluate(page, method, request)),
  };
}

/** WebDriver carries no typed arrays, so all goes as text. */
async function evaluate(page: Page, method: keyof PageCalls, request: unknown) {
  try {
    const text = await page.evaluate(answerAsText, JSON.stringify([method, request]));
    return answerOfText(text) as Parameters<typeof answerOf>[0];
  } catch (error) {
    throw new BrowserError(`The browser page broke down: ${oneLine(error)}`, { cause: error });
  }
}

/** Rejects when the browser can no longer answer; so nothing waits for an answer that never comes. */
function endOf(browser: Browser): Promise<never> {
  const end = new Promise<never>((_resolve, reject) => {
    browser.once('disconnected', () => reject(new BrowserError('Firefox ended unexpectedly.')));
  });
  // After the work is done Firefox is closed, and nobody listens any more.
  end.catch(() => undefined);
  return end;
}
