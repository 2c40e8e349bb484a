// Progress, HTTP errors, no network, aborts and servers that do as they please.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { WeightsUnavailableError } from '../errors';
import type { Progress } from './download';
import { downloadBytes } from './download-bytes';

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
      expectedBytes: 6,
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
      expectedBytes: 6,
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
    await expect(downloadBytes(URL_OF_FILE, { expectedBytes: 6, fetch: offline })).rejects.toThrow(
      'cannot be downloaded: fetch failed (getaddrinfo ENOTFOUND weights.example).',
    );
  });

  it('does not start when it is already aborted', async () => {
    const fetch = vi.fn();
    const signal = AbortSignal.abort();
    await expect(downloadBytes(URL_OF_FILE, { expectedBytes: 6, signal, fetch })).rejects.toThrow(
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
      expectedBytes: 6,
      fetch: endless,
      signal: controller.signal,
      onProgress: () => controller.abort(new Error('the user left')),
    });
    await expect(result).rejects.toThrow('the user left');
  });

  it('ends as soon as there is more than the file has', async () => {
    let given = 0;
    let isCancelled = false;
    const endless = async () =>
      new Response(
        new ReadableStream<Uint8Array>({
          pull: (stream) => {
            given++;
            stream.enqueue(new Uint8Array(4));
          },
          cancel: () => {
            isCancelled = true;
          },
        }),
      );
    const result = downloadBytes(URL_OF_FILE, { expectedBytes: 10, fetch: endless });
    await expect(result).rejects.toThrow(WeightsUnavailableError);
    await expect(result).rejects.toThrow('is another file: it has more than the 10 bytes');
    expect(isCancelled).toBe(true);
    expect(given).toBeLessThan(6);
  });
});

describe('downloadBytes from a server', () => {
  let server: Server;
  let address = '';
  beforeAll(async () => {
    server = createServer(({ url }, response) => {
      if (url === '/moved') return void response.writeHead(302, { location: '/file' }).end();
      if (url === '/loop') return void response.writeHead(302, { location: '/loop' }).end();
      response.writeHead(200, { 'content-length': 6 });
      response.write(new Uint8Array([1, 2, 3]));
      if (url === '/file') response.end(new Uint8Array([4, 5, 6]));
      if (url === '/truncated') setTimeout(() => response.destroy(), 20);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const from = (path: string, stallMs = 5000) =>
    downloadBytes(address + path, { expectedBytes: 6, stallMs });

  it('follows redirects, but not for ever', async () => {
    expect([...(await from('/moved'))]).toEqual([1, 2, 3, 4, 5, 6]);
    await expect(from('/loop')).rejects.toThrow(WeightsUnavailableError);
  });

  it('gives up a server that stalls', async () => {
    await expect(from('/stalled', 100)).rejects.toThrow(
      `${address}/stalled sent nothing for 0.1 s.`,
    );
  });

  it('says that a response was cut off', async () => {
    const result = from('/truncated');
    await expect(result).rejects.toThrow(WeightsUnavailableError);
    await expect(result).rejects.toThrow('/truncated cannot be downloaded: ');
  });
});
