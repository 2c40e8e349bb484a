// A download → model, loaded when there is one. A container is read section by section, so that damage ends the download; other
// files are read once they are there.
import { TensorError } from '../errors';
import { looksLikeContainer } from '../formats/kindling/magic';
import { mayBeginOnnx } from '../formats/onnx/looks-like-onnx';
import type { Model } from '../graph/model';
import { GatheredBytes } from '../util/gathered-bytes';
import { joinBytes } from '../util/join-bytes';
import { type ArrivalOptions, Arrivals } from './arrivals';
import { checkedBatch, isTflite, named, type ReadModelOptions, readModel } from './read-model';

/** So many bytes tell what a file is not: the header of a Deep Compression file is the longest. */
const HEAD_BYTES = 128;

/** What a download may be told besides what readers are. */
export type ReadDownloadOptions = ReadModelOptions & ArrivalOptions;

/** What `readModelStream` promises, of a stream or of a URL; the rest of it is given up where nobody wants it. */
export async function readDownload(
  source: ReadableStream<Uint8Array> | string,
  options: ReadDownloadOptions,
): Promise<{ model: Model; byteLength: number }> {
  const isUrl = typeof source === 'string';
  const arrivals = new Arrivals(options);
  const arriving = arrivals.chunksOf(isUrl ? source : unlocked(source));
  try {
    const beginning = await firstChunks(arriving, HEAD_BYTES);
    const all = async function* () {
      yield* beginning;
      yield* arriving;
    };
    const head = joinBytes(beginning.map((chunk) => chunk.subarray(0, HEAD_BYTES)));
    if (looksLikeContainer(head)) {
      const { readKindling } = await import('../formats/kindling/read-kindling');
      const model = named(
        await readKindling(all(), checkedBatch(options), options.signal),
        options.name,
      );
      return { model, byteLength: arrivals.byteLength };
    }
    await refuseOthers(head, options.name);
    const bytes = new GatheredBytes(arrivals.expected);
    for await (const chunk of all()) bytes.add(chunk);
    const found = isUrl && !options.beside ? besideUrl(source, arrivals) : {};
    const model = await readModel(bytes.take(), { ...options, ...found });
    return { model, byteLength: model.byteLength ?? arrivals.byteLength };
  } finally {
    await arriving.return(undefined);
  }
}

/** @throws TensorError for a stream that another reader has, or had */
function unlocked(stream: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  if (!stream.locked) return stream;
  throw new TensorError('The stream is read by another; give `load` one that nobody has begun.');
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

/** What finds the files beside a model's URL; nothing is beside bytes in memory, or in the URL itself. */
function besideUrl(url: string, arrivals: Arrivals): Pick<ReadModelOptions, 'beside'> {
  if (/^(blob|data):/i.test(url)) return {};
  const folder = url.replace(/[?#].*$/s, '').replace(/[^/]*$/, '');
  return {
    beside: (name) =>
      arrivals.whole(folder + name.split(/[/\\]/).map(encodeURIComponent).join('/')),
  };
}

/** Ends the download of what no reader takes, by how it begins. @throws ModelFormatError saying what it is */
async function refuseOthers(head: Uint8Array, name: string | undefined): Promise<void> {
  if (head.byteLength === 0 || isTflite(head) || mayBeginOnnx(head)) return;
  const [{ looksLikeDeepCompression }, { squeezenetConvolutions }] = await Promise.all([
    import('../formats/deep-compression'),
    import('../models/squeezenet'),
  ]);
  if (looksLikeDeepCompression(head, squeezenetConvolutions())) return;
  const { refuseUnrecognised } = await import('../formats/unrecognised-file');
  refuseUnrecognised(head, name);
}
