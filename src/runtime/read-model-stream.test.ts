// Models read while they come: all formats, in any pieces, and downloads that are ended where the file is damaged.
import { describe, expect, it } from 'vitest';
import { ModelFormatError } from '../errors';
import { writeKindling } from '../formats/kindling/write-kindling';
import { writeOnnx } from '../formats/onnx/write-onnx';
import { mobilenetV1 } from '../models/mobilenet-v1';
import { fuseBias } from '../rewrites/fuse-bias';
import { readModelStream } from './read-model-stream';

const model = mobilenetV1({ alpha: 0.25, rho: 32, classes: 5 });

/** The bytes in pieces, and how many of them were asked for. */
function download(bytes: Uint8Array, piece: number) {
  const state = { sent: 0, cancelled: false };
  const stream = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        controller.enqueue(bytes.slice(state.sent, state.sent + piece));
        state.sent += piece;
        if (state.sent >= bytes.length) controller.close();
      },
      cancel() {
        state.cancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  return { state, stream };
}

describe('readModelStream', () => {
  it.each([1, 7, 1000, 10_000_000])('reads a container in pieces of %i', async (piece) => {
    const bytes = writeKindling(model);
    const beginning = piece === 1 ? bytes.subarray(0, 2000) : bytes;
    const { stream } = download(beginning, piece);
    if (piece === 1) {
      await expect(readModelStream(stream)).rejects.toThrow(/needs \d+ bytes, \d+ are left/);
      return;
    }
    const read = await readModelStream(stream);
    expect(read.byteLength).toBe(bytes.length);
    expect(read.model.graph.nodes).toEqual(model.graph.nodes);
    expect(read.model.name).toBe(model.name);
  });

  it('reads other formats once they are there', async () => {
    const bytes = writeOnnx(fuseBias.run(model.graph));
    const { stream } = download(bytes, 5000);
    const { model: read, byteLength } = await readModelStream(stream, { name: 'mine' });
    expect(byteLength).toBe(bytes.length);
    expect(read.name).toBe('mine');
    expect(read.graph.outputs).toEqual(model.graph.outputs);
  });

  it('ends the download where a section is damaged', async () => {
    const bytes = writeKindling(model);
    bytes[40] = (bytes[40] as number) ^ 4;
    const { state, stream } = download(bytes, 100);
    await expect(readModelStream(stream)).rejects.toBeInstanceOf(ModelFormatError);
    expect(state.cancelled).toBe(true);
    expect(state.sent).toBeLessThan(bytes.length / 10);
  });

  it.each([
    [
      'a section of another tag',
      16,
      [0x54, 0x45, 0x4e, 0x53],
      'section "TENS" stands where "HEAD"',
    ],
    ['a length that none has', 20, [0, 0, 0, 0x40], 'section "HEAD" says that it has 1073741824'],
  ])('waits for no bytes of %s', async (_, at, changed, message) => {
    const bytes = writeKindling(model);
    bytes.set(changed, at);
    // No byte of the payload ever comes.
    const stream = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(bytes.subarray(0, 128)),
    });
    await expect(readModelStream(stream)).rejects.toThrow(message);
  });

  it.each([
    ['a web page', '<!doctype html><title>404</title>', 'a web page'],
    ['a ZIP archive', 'PK\u0003\u0004', 'a ZIP archive'],
    ['what nobody knows', '\u0003\u0002\u0001', 'of no kind that is known'],
  ])('ends the download of %s', async (_, beginning, message) => {
    const bytes = new Uint8Array(100_000).fill(0xff);
    bytes.set(new TextEncoder().encode(beginning));
    const { state, stream } = download(bytes, 100);
    await expect(readModelStream(stream)).rejects.toThrow(message);
    expect(state.cancelled).toBe(true);
    expect(state.sent).toBeLessThan(1000);
  });

  it('reads no more than it may', async () => {
    for (const bytes of [writeKindling(model), writeOnnx(fuseBias.run(model.graph))]) {
      const { state, stream } = download(bytes, 100);
      const reading = readModelStream(stream, { maxBytes: 1000 });
      await expect(reading).rejects.toMatchObject({ code: 'limit', limit: 'maxBytes' });
      expect(state.cancelled).toBe(true);
      expect(state.sent).toBeLessThan(1500);
      const { stream: whole } = download(bytes, 10_000);
      const { byteLength } = await readModelStream(whole, { maxBytes: bytes.length });
      expect(byteLength).toBe(bytes.length);
    }
  });

  it('refuses an empty download', async () => {
    const { stream } = download(new Uint8Array(0), 10);
    await expect(readModelStream(stream)).rejects.toThrow(/is empty/);
  });

  it('gives what the download fails with', async () => {
    const stream = new ReadableStream<Uint8Array>({
      pull: () => Promise.reject(new TypeError('network error')),
    });
    await expect(readModelStream(stream)).rejects.toThrow('network error');
  });
});
