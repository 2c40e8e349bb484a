// A model by its name: its file from the library, the browser's cache or its pinned URL. A chunk that is loaded for names, since
// whoever gives a file or a URL needs neither the manifest nor what checks downloads against it.
import type { ReadOptions } from './download';
import { createEmbeddedSource, isEmbedded } from './embedded-source';
import { findManifestEntry } from './manifest';
import { resolveWeights } from './resolve';

/**
 * The bytes of a named model.
 * @throws UnknownModelError; and as `resolveWeights` does.
 */
export async function fetchNamedModel(
  name: string,
  options: ReadOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const entry = findManifestEntry(name);
  const sources = isEmbedded(entry)
    ? [createEmbeddedSource()]
    : (await import('./downloaded')).downloadedSources();
  return (await resolveWeights(entry, sources, options)).bytes;
}
