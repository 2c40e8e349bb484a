// A file over HTTP, with progress while it comes in and an error that says what went wrong.
import { WeightsUnavailableError } from '../errors';
import { joinBytes } from '../util/join-bytes';

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
export interface DownloadOptions extends ReadOptions {
  /** Size that progress counts towards when the server does not tell it, in bytes. */
  readonly expectedBytes?: number | undefined;
  /** Stands in for the global `fetch` in tests. */
  readonly fetch?: typeof fetch | undefined;
}

/**
 * The bytes behind a URL. `onProgress` is called after every chunk.
 *
 * @throws WeightsUnavailableError when there is no network, the server answers with an error
 * (the message has the HTTP status) or the connection breaks.
 * @throws the signal's reason when it is aborted.
 */
export async function downloadBytes(
  url: string,
  options: DownloadOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  options.signal?.throwIfAborted();
  try {
    const response = await (options.fetch ?? fetch)(url, { signal: options.signal ?? null });
    if (!response.ok) {
      const status = `${response.status} ${response.statusText}`.trim();
      throw new WeightsUnavailableError(`${url} answers HTTP ${status}.`);
    }
    return await readBody(response, options);
  } catch (error) {
    options.signal?.throwIfAborted();
    if (error instanceof WeightsUnavailableError) throw error;
    throw new WeightsUnavailableError(`${url} cannot be downloaded: ${reasonOf(error)}.`, {
      cause: error,
    });
  }
}

async function readBody(
  response: Response,
  options: DownloadOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const total = totalBytes(response, options);
  if (!response.body) return new Uint8Array(await response.arrayBuffer());
  const reader = response.body.getReader();
  const chunks: Uint8Array[] = [];
  let loaded = 0;
  for (let step = await reader.read(); !step.done; step = await reader.read()) {
    chunks.push(step.value);
    loaded += step.value.byteLength;
    options.onProgress?.({ loaded, total });
  }
  return joinBytes(chunks);
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
