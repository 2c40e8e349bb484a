// Pages that are opened to be timed, each in a context of its own: nothing is in its caches.
import type { Browser } from 'playwright-core';
import { beginPage, type PageStart } from './bench/page-start';
import { BrowserError, oneLine } from './failures';
import type { Offers } from './offers';
import { answerOf, CONTENDERS, callSession } from './page-calls';
import type { FirstAnswer } from './page-session';

/** Fresh pages of a browser that runs already. */
export class FreshPages {
  readonly #browser: Browser;
  readonly #offers: Offers;
  readonly #origin: string;

  /** @param origin of the server with the offers */
  constructor(browser: Browser, origin: string, offers: Offers) {
    this.#browser = browser;
    this.#origin = origin;
    this.#offers = offers;
  }

  /** Opens a page that computes at once, waits for its answer and closes it. @throws PageError, BrowserError */
  async answerFirst(start: PageStart): Promise<FirstAnswer> {
    const path = this.#offers.offer(Buffer.from(pageText(start)), '.html');
    const context = await this.#browser.newContext({ serviceWorkers: 'block' });
    try {
      const page = await context.newPage();
      await page.goto(this.#origin + path);
      return answerOf<'firstAnswer'>(
        await page.evaluate(callSession, ['firstAnswer', null] as const),
      );
    } catch (error) {
      if (error instanceof Error && 'code' in error) throw error;
      throw new BrowserError(`A fresh page broke down: ${oneLine(error)}`, { cause: error });
    } finally {
      await context.close().catch(() => undefined);
    }
  }
}

/** The page's whole text; other runtimes' code only where one is to answer. */
function pageText(start: PageStart): string {
  const installers = start.peer === null ? [] : CONTENDERS;
  const calls = [...installers.map((install) => `(${install})();`), `(${beginPage})(`];
  const script = `${calls.join('\n')}${JSON.stringify(start)});`;
  // What would end the script; in strings and comments, where it can be, the backslash changes nothing.
  const safe = script.replaceAll('</', '<\\/');
  return `<!doctype html><meta charset="utf-8"><title>Kindling</title>
<script type="module">${safe}</script>`;
}
