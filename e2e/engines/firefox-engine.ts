// Firefox as an engine: a page with the built library, or with whatever a test serves.
import { launchFirefox } from '../../cli/firefox';
import { serveOffers } from '../../cli/local-server';
import type { Offers } from '../../cli/offers';
import { answerAsText } from '../../cli/page-text';
import { START_PAGE } from '../../cli/start-page';
import { answerTo, type Engine, EngineError, requestText, valueFrom } from './engine';

/** Starts Firefox with a page that has the library and can fetch what is offered. @throws BrowserError */
export async function openFirefox(offers: Offers): Promise<Engine> {
  const server = await serveOffers(offers);
  const start = offers.offer(Buffer.from(START_PAGE), '.html');
  return openFirefoxAt(server.origin, start, () => server.close());
}

/** Starts Firefox with the page at a path of an origin; `close` is called behind it. @throws BrowserError */
export async function openFirefoxAt(
  origin: string,
  path: string,
  close: () => unknown,
): Promise<Engine> {
  const browser = await launchFirefox();
  const ended = new Promise<never>((_, reject) => {
    browser.once('disconnected', () => reject(new EngineError('Firefox has ended.')));
  });
  ended.catch(() => undefined);
  const page = await browser.newPage();
  await page.goto(origin + path);
  await page.evaluate(`globalThis.callSession = ${answerTo}`);
  return {
    name: await browser.version(),
    origin,
    evaluate: async (work, argument) => {
      const answer = page.evaluate(answerAsText, requestText(work, argument));
      return valueFrom(await Promise.race([answer, ended]));
    },
    [Symbol.asyncDispose]: async () => {
      await browser.close();
      await close();
    },
  };
}
