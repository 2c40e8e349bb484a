// Downloads of the user's own, from servers that do as they please and streams that never end.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UnsupportedError, WeightsUnavailableError } from '../errors';
import { writeKindling } from '../formats/kindling/write-kindling';
import { splitOnnx } from '../formats/onnx/split-onnx.fixtures';
import { writeOnnx } from '../formats/onnx/write-onnx';
import { mobilenetV1 } from '../models/mobilenet-v1';
import { fuseBias } from '../rewrites/fuse-bias';
import type { Progress } from '../store/download';
import { openModel } from './open-model';
import { readDownload } from './read-download';

const model = mobilenetV1({ alpha: 0.25, rho: 32, classes: 5 });
const FILES: Readonly<Record<string, Uint8Array>> = {
  '/net.onnx': writeOnnx(fuseBias.run(model.graph)),
  '/net.kindling': writeKindling(model),
};

/** Both formats: one is read as it comes, one when it is there. */
const NAMES = Object.keys(FILES);

/** A model whose weights lie in a folder beside it. */
const SPLIT = splitOnnx(FILES['/net.onnx'] ?? new Uint8Array(), 'weights #1/net.data');
const SPLIT_BYTES = SPLIT.model.byteLength + SPLIT.data.byteLength;
const BESIDE: Readonly<Record<string, Uint8Array>> = {
  ...{ '/folder/split.onnx': SPLIT.model, '/alone/split.onnx': SPLIT.model },
  '/folder/weights%20%231/net.data': SPLIT.data,
};

describe('a download by URL', () => {
  let server: Server;
  let address = '';
  /** Paths whose connection the reader closed. */
  const closed = new Set<string>();

  beforeAll(async () => {
    server = createServer((request, response) => {
      const [, what = '', path = ''] = /^\/(\w+)(\/.*)$/.exec(request.url ?? '') ?? [];
      const bytes = FILES[path] ?? new Uint8Array(0);
      response.on('close', () => closed.add(`${what} ${path}`));
      if (what === 'silent') return;
      if (what === 'moved')
        return void response.writeHead(307, { location: `/whole${path}` }).end();
      if (what === 'loop') return void response.writeHead(302, { location: `/loop${path}` }).end();
      if (what === 'lies') response.writeHead(200, { 'content-length': 2 ** 52 });
      else if (what !== 'unstated') response.writeHead(200, { 'content-length': bytes.length });
      if (what === 'whole' || what === 'unstated') return void response.end(bytes);
      response.write(bytes.subarray(0, bytes.length / 2));
      if (what === 'truncated') setTimeout(() => response.destroy(), 20);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  describe.each(NAMES)('of %s', (path) => {
    const load = (what: string, options = {}) =>
      readDownload(`${address}/${what}${path}`, {
        stallMs: what === 'silent' || what === 'stalled' ? 200 : 60_000,
        ...options,
      });

    it.each(['whole', 'moved', 'unstated'])('is read where it is %s', async (what) => {
      const { byteLength, model: read } = await load(what);
      expect(byteLength).toBe(FILES[path]?.length);
      expect(read.graph.outputs).toEqual(model.graph.outputs);
    });

    it.each([
      ['loop', 'cannot be downloaded'],
      ['truncated', 'cannot be downloaded'],
      ['silent', 'sent nothing for 0.2 s'],
      ['stalled', 'sent nothing for 0.2 s'],
    ])('is unavailable where the server answers with what is %s', async (what, says) => {
      const failure = await load(what).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(WeightsUnavailableError);
      expect(String(failure)).toContain(`${address}/${what}${path} ${says}`);
    });

    it('is refused by what the server says that it has', async () => {
      for (const what of ['stalled', 'lies']) {
        await expect(load(what, { maxBytes: 1000, stallMs: 60_000 })).rejects.toMatchObject({
          ...{ code: 'limit', limit: 'maxBytes', available: 1000 },
        });
        await expect.poll(() => closed.has(`${what} ${path}`)).toBe(true);
      }
    });

    it('is counted where the server says nothing', async () => {
      await expect(load('unstated', { maxBytes: 1000 })).rejects.toMatchObject({ code: 'limit' });
      expect((await load('unstated', { maxBytes: FILES[path]?.length })).byteLength).toBe(
        FILES[path]?.length,
      );
    });

    it('ends when the caller wants it no more', async () => {
      const caller = new AbortController();
      const loading = openModel(`${address}/stalled${path}`, { signal: caller.signal });
      setTimeout(() => caller.abort(new Error('the user left')), 50);
      await expect(loading).rejects.toThrow('the user left');
    });
  });
});

describe('a download of a model whose weights lie beside it', () => {
  let server: Server;
  let address = '';

  beforeAll(async () => {
    server = createServer((request, response) => {
      const bytes = BESIDE[(request.url ?? '').replace(/\?.*$/, '')];
      response.writeHead(bytes ? 200 : 404, { 'content-length': bytes?.byteLength ?? 0 });
      response.end(bytes);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  it('reads them from the folder of its URL', async () => {
    const seen: Progress[] = [];
    const onProgress = (progress: Progress) => seen.push(progress);
    const url = `${address}/folder/split.onnx?version=1`;
    const read = await openModel(url, { onProgress, maxBytes: SPLIT_BYTES });
    expect(read.byteLength).toBe(SPLIT_BYTES);
    expect(seen.at(-1)).toEqual({ loaded: SPLIT_BYTES, total: SPLIT_BYTES });
    const whole = await openModel(new Blob([FILES['/net.onnx'] as Uint8Array<ArrayBuffer>]), {});
    const numbers = ({ model: { graph } }: typeof whole) =>
      [...graph.constants].map(([name, { data }]) => [name, [...data.subarray(0, 9)]]);
    expect(numbers(read)).toEqual(numbers(whole));
  });

  it('counts them towards the limit', async () => {
    const url = `${address}/folder/split.onnx`;
    await expect(openModel(url, { maxBytes: SPLIT_BYTES - 1 })).rejects.toMatchObject({
      ...{ code: 'limit', limit: 'maxBytes', needed: SPLIT_BYTES },
    });
  });

  it('names the file that is not there, and its URL', async () => {
    const failure = await openModel(`${address}/alone/split.onnx`, {}).catch((error) => error);
    expect(failure).toBeInstanceOf(WeightsUnavailableError);
    expect(failure.message).toContain('weights in the file "weights #1/net.data", which cannot');
    expect(failure.message).toContain(`${address}/alone/weights%20%231/net.data answers HTTP 404`);
  });

  it('takes those that it is given instead, and counts what they have', async () => {
    const url = `${address}/alone/split.onnx`;
    const beside = [new File([SPLIT.data], 'net.data')];
    expect((await openModel(url, { beside })).byteLength).toBe(SPLIT_BYTES);
    expect((await openModel(SPLIT.model, { beside })).byteLength).toBe(SPLIT_BYTES);
  });

  it('finds nothing beside bytes in memory', async () => {
    const url = URL.createObjectURL(new Blob([SPLIT.model]));
    await expect(readDownload(url, {})).rejects.toThrow(UnsupportedError);
    URL.revokeObjectURL(url);
  });
});

describe.each(NAMES)('a stream of %s', (path) => {
  const bytes = FILES[path] ?? new Uint8Array(0);

  /** Its first bytes, and then nothing. */
  function stalling(count: number) {
    const state = { cancelled: false };
    const stream = new ReadableStream<Uint8Array>({
      start: (controller) => {
        if (count > 0) controller.enqueue(bytes.subarray(0, count));
      },
      cancel: () => {
        state.cancelled = true;
        // One that never says that it has ended.
        return new Promise<never>(() => undefined);
      },
    });
    return { stream, state };
  }

  it.each([0, 10, 1000])('that stalls after %i bytes is given up', async (count) => {
    const { stream, state } = stalling(count);
    const failure = await readDownload(stream, { stallMs: 100 }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(WeightsUnavailableError);
    expect(String(failure)).toContain('The stream sent nothing for 0.1 s.');
    expect(state.cancelled).toBe(true);
  });

  it('ends when the caller wants it no more', async () => {
    const { stream, state } = stalling(1000);
    const caller = new AbortController();
    const loading = openModel(stream, { signal: caller.signal });
    setTimeout(() => caller.abort(new Error('the user left')), 50);
    await expect(loading).rejects.toThrow('the user left');
    expect(state.cancelled).toBe(true);
  });

  it('that another reads is refused', async () => {
    const { stream } = stalling(10);
    stream.getReader();
    await expect(openModel(stream, {})).rejects.toThrow('The stream is read by another');
  });

  it('leaves the caller’s chunks alone', async () => {
    const mine = Uint8Array.from(bytes);
    const { model: read } = await openModel(new Blob([mine]).stream(), {});
    expect(read.graph.outputs).toEqual(model.graph.outputs);
    const whole = new ReadableStream<Uint8Array>({
      start: (controller) => {
        controller.enqueue(mine);
        controller.close();
      },
    });
    await openModel(whole, {});
    expect(Buffer.compare(mine, bytes)).toBe(0);
  });
});
