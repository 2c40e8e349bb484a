// A download as it comes, against servers made of streams.
import { describe, expect, it } from 'vitest';
import { download } from './download';

const URL_OF_FILE = 'https://weights.example/file.net';

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
