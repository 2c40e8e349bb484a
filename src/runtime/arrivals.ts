// What arrives of one model, from one file or from several: it counts towards one limit and one progress.
import { LimitError } from '../errors';
import { type DownloadOptions, download, type Progress } from '../store/download';
import { Patience } from '../store/patience';
import { streamChunks } from '../store/stream-chunks';
import { GatheredBytes } from '../util/gathered-bytes';

/** How downloads can be bounded and watched. */
export type ArrivalOptions = DownloadOptions & { readonly maxBytes?: number };

/** Files of one model while they arrive. */
export class Arrivals {
  readonly #options: ArrivalOptions;
  /** Of each file so far. */
  readonly #files: Progress[] = [];

  constructor(options: ArrivalOptions) {
    this.#options = options;
  }

  /** Bytes that have come, of all files. */
  get byteLength(): number {
    return this.#sum(({ loaded }) => loaded);
  }

  /** Bytes that are announced, of all files; 0 where one's are not. */
  get expected(): number {
    return this.#files.every(({ total }) => total > 0) ? this.#sum(({ total }) => total) : 0;
  }

  /** The chunks of a file by its URL, or of a stream. @throws LimitError as soon as there are more bytes than `maxBytes` */
  async *chunksOf(source: ReadableStream<Uint8Array> | string): AsyncGenerator<Uint8Array> {
    const file = this.#files.push({ loaded: 0, total: 0 }) - 1;
    let total = 0;
    const onProgress = (progress: Progress) => {
      total = progress.total;
      this.#files[file] = progress;
      this.#options.onProgress?.({ loaded: this.byteLength, total: this.expected });
    };
    const chunks =
      typeof source === 'string'
        ? download(source, { ...this.#options, onProgress })
        : streamChunks(source, new Patience('The stream', this.#options));
    let loaded = 0;
    for await (const chunk of chunks) {
      loaded += chunk.byteLength;
      this.#files[file] = { loaded, total };
      this.#refuseLonger();
      yield chunk;
    }
  }

  /** A whole file, by its URL. @throws as `chunksOf` */
  async whole(url: string): Promise<Uint8Array> {
    const bytes = new GatheredBytes();
    for await (const chunk of this.chunksOf(url)) bytes.add(chunk);
    return bytes.take();
  }

  #refuseLonger(): void {
    const { maxBytes = Number.POSITIVE_INFINITY } = this.#options;
    const needed = this.#sum(({ loaded, total }) => Math.max(loaded, total));
    if (needed <= maxBytes) return;
    throw new LimitError(`The file is longer than the ${maxBytes} bytes of the option maxBytes.`, {
      ...{ limit: 'maxBytes', needed, available: maxBytes },
    });
  }

  #sum(of: (file: Progress) => number): number {
    return this.#files.reduce((sum, file) => sum + of(file), 0);
  }
}
