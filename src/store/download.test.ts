// Progress, HTTP errors, no network and aborts, against servers made of streams.
import { describe, expect, it, vi } from 'vitest';
import { WeightsUnavailableError } from '../errors';
import { download, downloadBytes, type Progress } from './download';

const URL_OF_FILE = 'https://weights.example/file.net';

/** A server that sends these chunks, one read each. */
function serving(chunks: readonly number[][], init: ResponseInit = {}): typeof fetch {
  return async () => {
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const chunk of chunks) controller.enqueue(new Uint8Array(chunk));
        controller.close();
      },
    });
    return new Response(body, init);
  };
}

describe('downloadBytes', () => {
  it('joins the chunks and tells progress after each', async () => {
    const seen: Progress[] = [];
    const bytes = await downloadBytes(URL_OF_FILE, {
      fetch: serving([[1, 2], [3, 4, 5], [6]], { headers: { 'content-length': '6' } }),
      onProgress: (progress) => seen.push(progress),
    });
    expect([...bytes]).toEqual([1, 2, 3, 4, 5, 6]);
    expect(seen).toEqual([
      { loaded: 2, total: 6 },
      { loaded: 5, total: 6 },
      { loaded: 6, total: 6 },
    ]);
  });

  it('counts towards the expected size where the server compresses or does not say', async () => {
    const totals: number[] = [];
    for (const headers of [{}, { 'content-length': '2', 'content-encoding': 'gzip' }]) {
      await downloadBytes(URL_OF_FILE, {
        fetch: serving([[1, 2, 3]], { headers }),
        expectedBytes: 3,
        onProgress: ({ total }) => totals.push(total),
      });
    }
    expect(totals).toEqual([3, 3]);
  });

  it('names URL and HTTP status', async () => {
    const result = downloadBytes(URL_OF_FILE, {
      fetch: serving([], { status: 404, statusText: 'Not Found' }),
    });
    await expect(result).rejects.toThrow(WeightsUnavailableError);
    await expect(result).rejects.toThrow(`${URL_OF_FILE} answers HTTP 404 Not Found.`);
  });

  it('says why there is no connection', async () => {
    const cause = new Error('getaddrinfo ENOTFOUND weights.example');
    const offline: typeof fetch = async () => {
      throw new TypeError('fetch failed', { cause });
    };
    await expect(downloadBytes(URL_OF_FILE, { fetch: offline })).rejects.toThrow(
      'cannot be downloaded: fetch failed (getaddrinfo ENOTFOUND weights.example).',
    );
  });

  it('does not start when it is already aborted', async () => {
    const fetch = vi.fn();
    const signal = AbortSignal.abort();
    await expect(downloadBytes(URL_OF_FILE, { signal, fetch })).rejects.toThrow(
      expect.objectContaining({ name: 'AbortError' }),
    );
    expect(fetch).not.toHaveBeenCalled();
  });

  it('gives the reason of an abort in the middle, not a network error', async () => {
    const controller = new AbortController();
    const endless: typeof fetch = async (_url, init) =>
      new Response(
        new ReadableStream<Uint8Array>({
          start(stream) {
            stream.enqueue(new Uint8Array(1));
            init?.signal?.addEventListener('abort', () => stream.error(new Error('closed')));
          },
        }),
      );
    const result = downloadBytes(URL_OF_FILE, {
      fetch: endless,
      signal: controller.signal,
      onProgress: () => controller.abort(new Error('the user left')),
    });
    await expect(result).rejects.toThrow('the user left');
  });
});

describe('download', () => {
  it('gives chunks as they come, and ends the transfer where nobody wants more', async () => {
    let given = 0;
    let isCancelled = false;
    const endless = async () =>
      new Response(
        new ReadableStream<Uint8Array>({
          pull: (stream) => stream.enqueue(new Uint8Array([given++])),
          cancel: () => {
            isCancelled = true;
          },
        }),
      );
    const taken: number[] = [];
    for await (const [byte = -1] of download(URL_OF_FILE, { fetch: endless })) {
      taken.push(byte);
      if (byte === 2) break;
    }
    expect(taken).toEqual([0, 1, 2]);
    expect(isCancelled).toBe(true);
  });
});
