// Measurements kept in IndexedDB between visits. A page may have none (private windows, workers of some browsers, Node):
// then nothing is kept.
import { createStore, get, set, type UseStore } from 'idb-keyval';
import type { AdapterDescription } from '../gpu/device';
import { shadersHash } from '../kernels/shaders.gen';
import type { Precision } from '../plan/plan';
import type { Tuning } from './tuning';

/** Measurements of one adapter with these very shaders in one precision: others may be slower or faster by any factor. */
function keyOf(
  { vendor, architecture, description }: AdapterDescription,
  precision: Precision,
): string {
  const parts = [vendor, architecture, description, shadersHash];
  return [...parts, ...(precision === 'f32' ? [] : [precision])].join('|');
}

/** What was measured on the adapter before; empty where there is nothing, or nothing that can be read. */
export async function readTuning(
  adapter: AdapterDescription,
  precision: Precision,
): Promise<Tuning> {
  const stored = await withStore((store) => get<unknown>(keyOf(adapter, precision), store));
  return isTuning(stored) ? stored : {};
}

/** Adds measurements to those that are kept. */
export async function writeTuning(
  adapter: AdapterDescription,
  precision: Precision,
  tuning: Tuning,
): Promise<void> {
  const known = await readTuning(adapter, precision);
  await withStore((store) => set(keyOf(adapter, precision), { ...known, ...tuning }, store));
}

async function withStore<T>(work: (store: UseStore) => Promise<T>): Promise<T | undefined> {
  if (typeof indexedDB === 'undefined') return undefined;
  try {
    return await work(createStore('kindling', 'tuning'));
  } catch {
    // A browser may refuse a page its database; measurements are then made again.
    return undefined;
  }
}

/** Another version of the library, or another program of this origin, may have written there. */
function isTuning(value: unknown): value is Tuning {
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).every(
    (entry) => typeof entry?.variant === 'string' && Number.isFinite(entry.ms),
  );
}
