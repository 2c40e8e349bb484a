// A download → model: the public entry. What reads it is loaded when there is one.
import type { Model } from '../graph/model';
import type { ReadModelOptions } from './read-model';

/**
 * Reads a model file while it comes. What nobody wants any more, since the file is damaged, is cancelled.
 * @returns the model, and how many bytes its file had.
 * @throws as `readModel` does; what the stream throws.
 */
export async function readModelStream(
  stream: ReadableStream<Uint8Array>,
  options: ReadModelOptions & { readonly maxBytes?: number } = {},
): Promise<{ model: Model; byteLength: number }> {
  const { readDownload } = await import('./read-download');
  return readDownload(stream, options);
}
