// Where models are that do not come with the library. A chunk of its own: the embedded network needs nothing of it.
import { createBrowserCacheSource } from './browser-cache';
import { createUrlSource, type WeightSource } from './sources';

/** The browser's cache, then the pinned URL. */
export function downloadedSources(): WeightSource[] {
  return [createBrowserCacheSource(), createUrlSource()];
}
