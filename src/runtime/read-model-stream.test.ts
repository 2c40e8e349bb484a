// Models read while they come: all formats, in any pieces, and downloads that are ended where the file is damaged.
import { describe, expect, it } from 'vitest';
import { ModelFormatError } from '../errors';
import { mobilenetV1 } from '../models/mobilenet-v1';
import { readModelStream } from './read-model-stream';
import { toKindling } from './to-kindling';
import { toOnnx } from './to-onnx';

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
    const bytes = await toKindling(model);
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
    const bytes = await toOnnx(model);
    const { stream } = download(bytes, 5000);
    const { model: read, byteLength } = await readModelStream(stream, { name: 'mine' });
    expect(byteLength).toBe(bytes.length);
    expect(read.name).toBe('mine');
    expect(read.graph.outputs).toEqual(model.graph.outputs);
  });

  it('ends the download where a section is damaged', async () => {
    const bytes = await toKindling(model);
    bytes[40] = (bytes[40] as number) ^ 4;
    const { state, stream } = download(bytes, 100);
    await expect(readModelStream(stream)).rejects.toBeInstanceOf(ModelFormatError);
    expect(state.cancelled).toBe(true);
    expect(state.sent).toBeLessThan(bytes.length / 10);
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
