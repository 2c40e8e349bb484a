// The page in which the library computes, as commands see it: in Chromium, or in this Node process.
import type { BackendKind } from '../src/index';
import type { PageStart } from './bench/page-start';
import type { FirstAnswer, PageCalls } from './page-session';

/** A page with the library, ready to be asked. */
export interface ModelPage {
  /** What runs it, with versions: `Chromium 156.0.8078.79`. */
  readonly host: string;
  /** What computes models: 'cpu' also where there is no GPU. */
  readonly backend: BackendKind;
  /** Makes a file on disk, or bytes, readable for the page at the URL that comes back. */
  offer(content: string | Uint8Array): string;
  /** Makes all files of a folder readable for the page, below the URL that comes back. */
  offerFolder(folder: string): string;
  /** Takes an offer back, and frees its bytes. */
  withdraw(url: string): void;
  /** Calls a method of the page's session. @throws PageError with what was thrown there. */
  call<M extends keyof PageCalls>(
    method: M,
    request: PageCalls[M]['request'],
  ): Promise<PageCalls[M]['response']>;
  /** What only a browser can do; null in Node. */
  readonly web: WebPages | null;
}

/** A browser around the page. */
export interface WebPages {
  /** Opens a fresh page that computes at once; when it answers first. @throws PageError with what was thrown there */
  answerFirst(start: PageStart): Promise<FirstAnswer>;
}
