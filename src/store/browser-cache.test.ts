// The Cache API source against a cache in memory, and where there is no Cache API.
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createBrowserCacheSource } from './browser-cache';
import { findManifestEntry } from './manifest';

const entry = findManifestEntry('squeezenet1.0-dc');

/** The part of CacheStorage that is used, on a Map. */
function memoryCaches() {
  const stored = new Map<string, Response>();
  return {
    open: async () => ({
      match: async (url: string) => stored.get(url)?.clone(),
      put: async (url: string, response: Response) => void stored.set(url, response),
      delete: async (url: string) => stored.delete(url),
    }),
  };
}

afterEach(() => vi.unstubAllGlobals());

describe('createBrowserCacheSource', () => {
  it('gives back what was put, until it is dropped', async () => {
    vi.stubGlobal('caches', memoryCaches());
    const source = createBrowserCacheSource();
    expect(await source.read(entry, {})).toBeNull();
    await source.cache?.put(entry, new Uint8Array([1, 2, 3]));
    expect(await source.read(entry, {})).toEqual(new Uint8Array([1, 2, 3]));
    await source.cache?.drop(entry);
    expect(await source.read(entry, {})).toBeNull();
  });

  it.each([
    ['missing', undefined],
    ['refused', { open: () => Promise.reject(new DOMException('denied', 'SecurityError')) }],
  ])('has nothing, silently, where the Cache API is %s', async (_why, caches) => {
    vi.stubGlobal('caches', caches);
    const source = createBrowserCacheSource();
    await source.cache?.put(entry, new Uint8Array([1]));
    await source.cache?.drop(entry);
    expect(await source.read(entry, {})).toBeNull();
  });
});
