// A whole file over HTTP, of a size that is known: one copy of it, and no byte more.
import { WeightsUnavailableError } from '../errors';
import { type DownloadOptions, download } from './download';

/** What such a download is told besides. */
export interface SizedDownloadOptions extends DownloadOptions {
  /** Exact size of the file. */
  readonly expectedBytes: number;
}

/**
 * The bytes behind a URL, fewer than expected where the server sends fewer.
 * @throws as `download` does; WeightsUnavailableError as soon as there is more than was expected
 */
export async function downloadBytes(
  url: string,
  options: SizedDownloadOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const { expectedBytes } = options;
  const bytes = new Uint8Array(expectedBytes);
  let loaded = 0;
  for await (const chunk of download(url, options)) {
    if (loaded + chunk.byteLength > expectedBytes) {
      throw new WeightsUnavailableError(
        `${url} is another file: it has more than the ${expectedBytes} bytes of the right one.`,
      );
    }
    bytes.set(chunk, loaded);
    loaded += chunk.byteLength;
  }
  return loaded === expectedBytes ? bytes : bytes.slice(0, loaded);
}
