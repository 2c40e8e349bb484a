// Weights kept in the browser between visits, in the Cache API. Only secure pages have it, and a
// browser may refuse it (private windows, sandboxed frames): then it simply has nothing.
import type { WeightSource } from './sources';

/** Bump when what is stored changes; nothing else reads caches of this name. */
const CACHE_NAME = 'kindling-weights-v1';

/** The browser's cache of downloaded weights, keyed by pinned URL. */
export function createBrowserCacheSource(): WeightSource {
  return {
    name: 'browser cache',
    locate: (entry) => `${CACHE_NAME} ${entry.url}`,
    read: async (entry) => {
      const response = await (await openCache())?.match(entry.url);
      return response ? new Uint8Array(await response.arrayBuffer()) : null;
    },
    cache: {
      put: async (entry, bytes) => {
        await (await openCache())?.put(entry.url, new Response(bytes));
      },
      drop: async (entry) => {
        await (await openCache())?.delete(entry.url);
      },
    },
  };
}

async function openCache(): Promise<Cache | null> {
  if (typeof caches === 'undefined') return null;
  try {
    return await caches.open(CACHE_NAME);
  } catch {
    return null;
  }
}
