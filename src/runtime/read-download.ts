// A download → model, loaded when there is one. A container is read section by section, so that damage ends the download; others once they are there.
import { looksLikeContainer, MAGIC } from '../formats/kindling/magic';
import type { Model } from '../graph/model';
import { streamChunks } from '../util/stream-chunks';
import { checkedBatch, named, type ReadModelOptions, readModel } from './read-model';

/** What `readModelStream` promises, of a stream or of chunks as they come; the rest of them is given up where nobody wants it. */
export async function readDownload(
  source: ReadableStream<Uint8Array> | AsyncGenerator<Uint8Array>,
  options: ReadModelOptions,
): Promise<{ model: Model; byteLength: number }> {
  const chunks = source instanceof ReadableStream ? streamChunks(source) : source;
  let byteLength = 0;
  try {
    const beginning = await firstChunks(chunks, MAGIC.length);
    const all = async function* () {
      yield* beginning;
      yield* chunks;
    };
    const counted = async function* () {
      for await (const chunk of all()) {
        byteLength += chunk.byteLength;
        yield chunk;
      }
    };
    if (looksLikeContainer(await joined(beginning))) {
      const { readKindling } = await import('../formats/kindling/read-kindling');
      const model = named(await readKindling(counted(), checkedBatch(options)), options.name);
      return { model, byteLength };
    }
    const parts: Uint8Array[] = [];
    for await (const chunk of counted()) parts.push(chunk);
    return { model: await readModel(await joined(parts), options), byteLength };
  } finally {
    await chunks.return(undefined);
  }
}

/** So many that they have `least` bytes, if there are as many. */
async function firstChunks(
  chunks: AsyncGenerator<Uint8Array>,
  least: number,
): Promise<Uint8Array[]> {
  const first: Uint8Array[] = [];
  for (let missing = least; missing > 0; ) {
    const { done, value } = await chunks.next();
    if (done) break;
    first.push(value);
    missing -= value.byteLength;
  }
  return first;
}

async function joined(parts: readonly Uint8Array[]): Promise<Uint8Array> {
  return new Uint8Array(await new Blob(parts.map((part) => Uint8Array.from(part))).arrayBuffer());
}
