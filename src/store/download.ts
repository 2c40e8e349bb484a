// A file over HTTP, with progress while it comes in and an error that says what went wrong.
import { WeightsUnavailableError } from '../errors';
import { Patience, type PatienceOptions } from './patience';
import { streamChunks } from './stream-chunks';

/** How much of a file has arrived, in bytes; `total` is 0 while it is not known. */
export interface Progress {
  readonly loaded: number;
  readonly total: number;
}

/** How a download or any other reading of weights can be watched and stopped. */
export interface ReadOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** What a download can be told besides. */
export interface DownloadOptions extends ReadOptions, PatienceOptions {
  /** Size that progress counts towards when the server does not tell it, in bytes. */
  readonly expectedBytes?: number | undefined;
  /** Stands in for the global `fetch` in tests. */
  readonly fetch?: typeof fetch | undefined;
}

/**
 * The bytes behind a URL as they come. `onProgress` is called after every chunk. Who wants no more of them ends the download.
 *
 * @throws WeightsUnavailableError when there is no network, the server answers with an error
 * (the message has the HTTP status), sends nothing for long, or the connection breaks.
 * @throws the signal's reason when it is aborted.
 */
export async function* download(
  url: string,
  options: DownloadOptions = {},
): AsyncGenerator<Uint8Array> {
  const { signal, onProgress } = options;
  signal?.throwIfAborted();
  const patience = new Patience(url, options);
  try {
    const response = await patience.waitFor(() =>
      (options.fetch ?? fetch)(url, { signal: patience.signal }),
    );
    if (!response.ok) {
      const status = `${response.status} ${response.statusText}`.trim();
      throw new WeightsUnavailableError(`${url} answers HTTP ${status}.`);
    }
    const total = totalBytes(response, options);
    let loaded = 0;
    for await (const chunk of chunksOf(response, patience)) {
      loaded += chunk.byteLength;
      onProgress?.({ loaded, total });
      yield chunk;
    }
  } catch (error) {
    patience.signal.throwIfAborted();
    if (error instanceof WeightsUnavailableError) throw error;
    throw new WeightsUnavailableError(`${url} cannot be downloaded: ${reasonOf(error)}.`, {
      cause: error,
    });
  }
}

async function* chunksOf(response: Response, patience: Patience): AsyncGenerator<Uint8Array> {
  if (response.body) yield* streamChunks(response.body, patience);
  else yield new Uint8Array(await patience.waitFor(() => response.arrayBuffer()));
}

function totalBytes(response: Response, options: DownloadOptions): number {
  // Content-Length counts compressed bytes when the server compresses, but chunks come unpacked.
  const stated = response.headers.has('content-encoding')
    ? 0
    : Number(response.headers.get('content-length') ?? 0);
  return stated > 0 ? stated : (options.expectedBytes ?? 0);
}

/** Node says only "fetch failed" and hides what failed in the error's cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? error.cause.message : '';
  return cause === '' ? error.message : `${error.message} (${cause})`;
}
