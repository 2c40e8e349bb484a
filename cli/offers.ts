// What pages may read besides the library, and how a request is answered: there is nothing else for them.
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { fileBelow } from './file-below';

/** The answer to a request of a page. */
export interface Answer {
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** Where offered folders begin in URLs. Names that nobody guesses follow: other programs on this machine may ask the server, too. */
const FOLDERS = '/folders/';

// A page that shares its process with no other may measure time to 5 µs; without these, to 100 µs.
const ISOLATION = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};

/** What is offered without an ending gets none: its content says what it is. */
const CONTENT_TYPES: ReadonlyMap<string, string> = new Map([
  ['.html', 'text/html'],
  ['.js', 'text/javascript'],
  ['.mjs', 'text/javascript'],
  ['.wasm', 'application/wasm'],
]);

/** Files and bytes that pages can read, with the built library below `/`. */
export class Offers {
  readonly #libraryFolder: string;
  /** Path in the URL → path on disk, or bytes. */
  readonly #contents = new Map<string, string | Uint8Array>();

  constructor(libraryFolder: string) {
    this.#libraryFolder = libraryFolder;
  }

  /** Offers a file on disk, or bytes, and gives its path; `ending` says what a page takes it for. */
  offer(content: string | Uint8Array, ending = ''): string {
    const path = `/blobs/${randomUUID()}${ending}`;
    this.#contents.set(path, content);
    return path;
  }

  /** Takes an offer back; no other gets its path. */
  withdraw(path: string): void {
    this.#contents.delete(path);
  }

  /** Offers all files of a folder, below the path that it gives. */
  offerFolder(folder: string): string {
    const path = FOLDERS + randomUUID();
    this.#contents.set(path, folder);
    return path;
  }

  /** What is at a path. @throws when it is not offered, or no longer on disk */
  async answer(path: string): Promise<Answer> {
    const contentType = CONTENT_TYPES.get(extname(path));
    const type = contentType === undefined ? {} : { 'content-type': contentType };
    return { body: await this.#read(path), headers: { ...ISOLATION, ...type } };
  }

  async #read(path: string): Promise<Buffer> {
    if (path.startsWith(FOLDERS)) return readFile(await this.#inFolder(path));
    const offered = this.#contents.get(path);
    if (offered === undefined)
      return readFile(await fileBelow(this.#libraryFolder, decodeURIComponent(path)));
    return typeof offered === 'string' ? readFile(offered) : Buffer.from(offered);
  }

  /** The file of an offered folder that a URL means. */
  async #inFolder(path: string): Promise<string> {
    const [, prefix = '', rest = ''] = /^(\/folders\/[^/]+)\/(.+)$/.exec(path) ?? [];
    const folder = this.#contents.get(prefix);
    if (typeof folder !== 'string') throw new RangeError(`${path} is in no offered folder.`);
    return fileBelow(folder, decodeURIComponent(rest));
  }
}
