// A stream's chunks one by one: not all browsers iterate over streams themselves.
import type { Patience } from './patience';

/**
 * What a stream gives; it is cancelled where nobody wants more, and at the end.
 * @throws what the stream throws; what `patience` throws, where it is over
 */
export async function* streamChunks(
  stream: ReadableStream<Uint8Array>,
  patience: Patience,
): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await patience.waitFor(() => reader.read());
      if (done) return;
      yield value;
    }
  } finally {
    // Some streams never say that they are cancelled.
    reader.cancel().catch(() => undefined);
  }
}
