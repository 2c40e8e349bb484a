// What pages may read besides the library, and how a request is answered: there is nothing else for them.
import { readFile } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';

/** The answer to a request of a page. */
export interface Answer {
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** Where offered folders begin in URLs; their number follows. */
const FOLDERS = '/folders/';

// A page that shares its process with no other may measure time to 5 µs; without these, to 100 µs.
const ISOLATION = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};

/** What is offered by number gets none: its content says what it is. */
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
  #last = 0;

  constructor(libraryFolder: string) {
    this.#libraryFolder = libraryFolder;
  }

  /** Offers a file on disk, or bytes, and gives its path; `ending` says what a page takes it for. */
  offer(content: string | Uint8Array, ending = ''): string {
    const path = `/blobs/${this.#last++}${ending}`;
    this.#contents.set(path, content);
    return path;
  }

  /** Takes an offer back; no other gets its path. */
  withdraw(path: string): void {
    this.#contents.delete(path);
  }

  /** Offers all files of a folder, below the path that it gives. */
  offerFolder(folder: string): string {
    const path = `${FOLDERS}${this.#last++}`;
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
    if (path.startsWith(FOLDERS)) return readFile(this.#inFolder(path));
    const offered = this.#contents.get(path);
    if (offered === undefined) return readFile(below(this.#libraryFolder, path));
    return typeof offered === 'string' ? readFile(offered) : Buffer.from(offered);
  }

  /** The file of an offered folder that a URL means. */
  #inFolder(path: string): string {
    const [, prefix = '', rest = ''] = /^(\/folders\/\d+)\/(.+)$/.exec(path) ?? [];
    const folder = this.#contents.get(prefix);
    if (typeof folder !== 'string') throw new RangeError(`${path} is in no offered folder.`);
    return below(folder, rest);
  }
}

/** A file in a folder or below it. @throws RangeError for one that is elsewhere: `%2f` may hide what leads there */
function below(folder: string, path: string): string {
  const file = join(folder, decodeURIComponent(path));
  if (!file.startsWith(folder + sep)) throw new RangeError(`${path} is not in ${folder}.`);
  return file;
}
