// The weights that are part of the library, in a chunk that is loaded when they are asked for.
import type { ManifestEntry } from './manifest';
import type { WeightSource } from './sources';

/** Whether a model's file is part of the library: then there is nothing to download. */
export function isEmbedded({ url }: ManifestEntry): boolean {
  return url.startsWith('embedded:');
}

/** The library itself as a source, of embedded models alone. */
export function createEmbeddedSource(): WeightSource {
  return {
    name: 'library',
    locate: ({ url }) => url,
    async read() {
      const { embeddedModel } = await import('./embedded-model.gen');
      return Uint8Array.from(atob(embeddedModel), (char) => char.charCodeAt(0));
    },
  };
}
