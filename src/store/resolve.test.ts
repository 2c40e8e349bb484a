// The order of sources, and that no wrong byte gets past any of them.
import { beforeAll, describe, expect, it } from 'vitest';
import { ChecksumError, WeightsUnavailableError } from '../errors';
import type { ManifestEntry } from './manifest';
import { resolveWeights } from './resolve';
import { sha256Hex } from './sha256';
import { createUrlSource, type WeightSource } from './sources';

const right = new Uint8Array([10, 20, 30, 40]);
let entry: ManifestEntry;

beforeAll(async () => {
  entry = {
    name: 'tiny',
    description: '',
    file: 'tiny.net',
    format: 'deep-compression',
    bytes: right.byteLength,
    sha256: await sha256Hex(right),
    url: 'https://weights.example/tiny.net',
    licence: 'BSD-2-Clause',
    licenceHolder: '',
    source: '',
  };
});

/** A cache that lives in a variable. */
function memoryCache(content: Uint8Array<ArrayBuffer> | null) {
  const state = { content };
  const source: WeightSource = {
    name: 'cache',
    locate: () => 'memory',
    read: async () => state.content,
    cache: {
      put: async (_entry, bytes) => {
        state.content = bytes;
      },
      drop: async () => {
        state.content = null;
      },
    },
  };
  return { source, state };
}

function mirror(content: Uint8Array<ArrayBuffer> | null): WeightSource {
  return { name: 'mirror', locate: () => 'a folder', read: async () => content };
}

const server = (content: Uint8Array<ArrayBuffer>) =>
  createUrlSource(async () => new Response(content));
const offline = createUrlSource(async () => {
  throw new TypeError('fetch failed');
});

describe('resolveWeights', () => {
  it('takes the first source that has the file', async () => {
    const cache = memoryCache(right);
    const { bytes, source } = await resolveWeights(entry, [cache.source, mirror(right), offline]);
    expect(bytes).toEqual(right);
    expect(source.name).toBe('cache');
  });

  it('goes on past sources that have nothing and keeps what was downloaded', async () => {
    const cache = memoryCache(null);
    const { source } = await resolveWeights(entry, [cache.source, mirror(null), server(right)]);
    expect(source.name).toBe('download');
    expect(cache.state.content).toEqual(right);
  });

  it('does not copy a mirror into the cache', async () => {
    const cache = memoryCache(null);
    await resolveWeights(entry, [cache.source, mirror(right)]);
    expect(cache.state.content).toBeNull();
  });

  it.each([
    ['truncated', right.slice(0, 3)],
    ['changed', new Uint8Array([10, 20, 30, 41])],
  ])('drops a %s cache entry and mends it from the next source', async (_what, damaged) => {
    const cache = memoryCache(damaged);
    const { bytes } = await resolveWeights(entry, [cache.source, server(right)]);
    expect(bytes).toEqual(right);
    expect(cache.state.content).toEqual(right);
  });

  it('gives downloaded weights even when the cache is full', async () => {
    const cache = memoryCache(null);
    const full: WeightSource = {
      ...cache.source,
      cache: { put: () => Promise.reject(new Error('quota')), drop: async () => undefined },
    };
    expect((await resolveWeights(entry, [full, server(right)])).bytes).toEqual(right);
  });

  it('stops at a mirror with another file: name, place, want, got, size', async () => {
    const wrong = new Uint8Array([1, 2, 3]);
    const result = resolveWeights(entry, [mirror(wrong), server(right)]);
    await expect(result).rejects.toThrow(ChecksumError);
    for (const part of ['tiny.net', 'a folder', entry.sha256, await sha256Hex(wrong), '3 bytes']) {
      await expect(result).rejects.toThrow(part);
    }
  });

  it('never caches a download with another content', async () => {
    const cache = memoryCache(null);
    const sources = [cache.source, server(new Uint8Array([10, 20, 30, 41]))];
    await expect(resolveWeights(entry, sources)).rejects.toThrow(ChecksumError);
    expect(cache.state.content).toBeNull();
  });

  it('says on one line, when offline, what is missing, what to do and what was tried', async () => {
    const cache = memoryCache(right.slice(1));
    const result = resolveWeights(entry, [cache.source, mirror(null), offline], {
      advice: (file) => `Put ${file} into the drawer.`,
    });
    await expect(result).rejects.toThrow(WeightsUnavailableError);
    const message = await result.catch((error: Error) => error.message);
    expect(message).not.toContain('\n');
    for (const part of [
      entry.url,
      'Put "tiny.net" (4 bytes) into the drawer.',
      'cache (memory: damaged, dropped)',
      'mirror (a folder: not there)',
      'fetch failed',
    ]) {
      expect(message).toContain(part);
    }
  });

  it('ends with the reason of an abort, without asking further sources', async () => {
    const controller = new AbortController();
    const aborting: WeightSource = {
      ...mirror(null),
      read: async () => {
        controller.abort(new Error('the user left'));
        return null;
      },
    };
    const { signal } = controller;
    await expect(resolveWeights(entry, [aborting, server(right)], { signal })).rejects.toThrow(
      'the user left',
    );
  });

  it('passes progress on to the source that reads', async () => {
    const seen: number[] = [];
    await resolveWeights(entry, [server(right)], {
      onProgress: ({ loaded, total }) => seen.push(loaded, total),
    });
    expect(seen).toEqual([4, 4]);
  });
});
