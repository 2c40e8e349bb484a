// Places that may have the weights of a named model. `resolve.ts` asks them in turn and checks
// what they give; a source only reads.
import type { DownloadOptions, ReadOptions } from './download';
import { downloadBytes } from './download-bytes';
import type { ManifestEntry } from './manifest';

/** One place that may have weights. */
export interface WeightSource {
  /** What messages call it: `browser cache`, `folder KINDLING_WEIGHTS_DIR`. */
  readonly name: string;
  /** Where exactly it looks, for messages: a path or a URL. */
  locate(entry: ManifestEntry): string;
  /** The file's bytes; null when this place does not have it. Need not check them. */
  read(entry: ManifestEntry, options: ReadOptions): Promise<Uint8Array<ArrayBuffer> | null>;
  /** True where reading costs a download, so that the result should be kept in a cache. */
  readonly remote?: boolean;
  /** Present in caches. */
  readonly cache?: WeightCache;
}

/** What a source that is a cache can do besides. */
interface WeightCache {
  put(entry: ManifestEntry, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  drop(entry: ManifestEntry): Promise<void>;
}

/** The manifest's pinned URL. `fetch` stands in for the global one in tests. */
export function createUrlSource(fetch?: DownloadOptions['fetch']): WeightSource {
  return {
    name: 'download',
    remote: true,
    locate: (entry) => entry.url,
    read: (entry, options) =>
      downloadBytes(entry.url, { ...options, expectedBytes: entry.bytes, fetch }),
  };
}
