// A model behind a URL is read while it comes.
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ModelFormatError } from '../errors';
import { writeKindling } from '../formats/kindling/write-kindling';
import { mobilenetV1 } from '../models/mobilenet-v1';
import { openModel } from './open-model';

afterEach(() => vi.unstubAllGlobals());

/** Answers every request with these bytes, piece by piece. */
function serve(bytes: Uint8Array, piece: number) {
  const state = { sent: 0, cancelled: false };
  const body = () =>
    new ReadableStream<Uint8Array>(
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
  vi.stubGlobal('fetch', async () => new Response(body()));
  return state;
}

describe('openModel of a URL', () => {
  it('gives the model by its address, its size, and progress', async () => {
    const bytes = writeKindling(mobilenetV1({ alpha: 0.25, rho: 32, classes: 5 }));
    serve(bytes, 1000);
    const seen: number[] = [];
    const { model, byteLength } = await openModel('https://models.example/small.kindling', {
      onProgress: ({ loaded }) => seen.push(loaded),
    });
    expect(model.name).toBe('https://models.example/small.kindling');
    expect(byteLength).toBe(bytes.length);
    expect(seen.at(-1)).toBe(bytes.length);
    expect(seen.length).toBeGreaterThan(10);
  });

  it('ends the download where the file is damaged', async () => {
    const bytes = writeKindling(mobilenetV1({ alpha: 0.25, rho: 32, classes: 5 }));
    bytes[40] = (bytes[40] ?? 0) ^ 1;
    const state = serve(bytes, 1000);
    await expect(openModel('https://models.example/small.kindling', {})).rejects.toThrow(
      ModelFormatError,
    );
    expect(state.cancelled).toBe(true);
    expect(state.sent).toBeLessThan(bytes.length / 2);
  });
});
