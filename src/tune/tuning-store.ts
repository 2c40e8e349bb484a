// What was found out about an adapter, kept in IndexedDB between visits: how fast variants are, which of them are right, and for
// which networks the CPU is faster. A page may have none (private windows, workers of some browsers, Node): then nothing is kept.
import { createStore, get, set, type UseStore } from 'idb-keyval';
import type { AdapterDescription } from '../gpu/device';
import { shadersHash } from '../kernels/shaders.gen';
import type { BackendKind } from '../plan/report';
import type { Precision } from '../tensor/elements';
import type { TunedCall, Tuning } from './tuning';

/** What checks found, by pipeline: why it computes wrongly, or an empty text where it is right. */
export type Checks = Readonly<Record<string, string>>;

/** What computes a network faster, and the median milliseconds of an inference by each. */
export interface KeptChoice {
  readonly backend: BackendKind;
  readonly medianMs: Readonly<Record<BackendKind, number>>;
}

/** By network. */
export type KeptChoices = Readonly<Record<string, KeptChoice>>;

/** What was measured on the adapter before; empty where there is nothing, or nothing that can be read. */
export function readTuning(adapter: AdapterDescription, precision: Precision): Promise<Tuning> {
  return readEntries(keyOf(adapter, precision), isTunedCall);
}

/** Adds measurements to those that are kept. */
export function writeTuning(
  adapter: AdapterDescription,
  precision: Precision,
  tuning: Tuning,
): Promise<void> {
  return addEntries(keyOf(adapter, precision), tuning, isTunedCall);
}

/** What was found right or wrong on the adapter before, by this version of the browser. */
export function readChecks(adapter: AdapterDescription, precision: Precision): Promise<Checks> {
  return readEntries(ofBrowser('checks', adapter, precision), isText);
}

/** Adds what was checked to what is kept. */
export function writeChecks(
  adapter: AdapterDescription,
  precision: Precision,
  checks: Checks,
): Promise<void> {
  return addEntries(ofBrowser('checks', adapter, precision), checks, isText);
}

/** What was faster than the adapter, or slower, before, in this version of the browser. */
export function readChoices(
  adapter: AdapterDescription,
  precision: Precision,
): Promise<KeptChoices> {
  return readEntries(ofBrowser('fastest', adapter, precision), isKeptChoice);
}

/** Adds what was measured to what is kept. */
export function writeChoices(
  adapter: AdapterDescription,
  precision: Precision,
  choices: KeptChoices,
): Promise<void> {
  return addEntries(ofBrowser('fastest', adapter, precision), choices, isKeptChoice);
}

/** Raised when what was found before means nothing any more. 2: without timestamps, nothing was waited for. */
const VERSION = 2;

/** Findings of one adapter with these very shaders in one precision: others may be slower or faster by any factor. */
function keyOf(
  { vendor, architecture, description }: AdapterDescription,
  precision: Precision,
): string {
  const parts = [VERSION, vendor, architecture, description, shadersHash];
  return [...parts, ...(precision === 'f32' ? [] : [precision])].join('|');
}

/** A browser has compilers of its own, which its next version may mend, or break. */
function ofBrowser(what: string, adapter: AdapterDescription, precision: Precision): string {
  return `${keyOf(adapter, precision)}|${what}|${globalThis.navigator?.userAgent}`;
}

async function readEntries<T>(
  key: string,
  isEntry: (value: unknown) => value is T,
): Promise<Readonly<Record<string, T>>> {
  const stored = await withStore((store) => get<unknown>(key, store));
  // Another version of the library, or another program of this origin, may have written there.
  if (typeof stored !== 'object' || stored === null) return {};
  return Object.values(stored).every(isEntry) ? (stored as Record<string, T>) : {};
}

async function addEntries<T>(
  key: string,
  entries: Readonly<Record<string, T>>,
  isEntry: (value: unknown) => value is T,
): Promise<void> {
  if (Object.keys(entries).length === 0) return;
  const known = await readEntries(key, isEntry);
  await withStore((store) => set(key, { ...known, ...entries }, store));
}

async function withStore<T>(work: (store: UseStore) => Promise<T>): Promise<T | undefined> {
  if (typeof indexedDB === 'undefined') return undefined;
  try {
    return await work(createStore('kindling', 'tuning'));
  } catch {
    // A browser may refuse a page its database; findings are then made again.
    return undefined;
  }
}

function isTunedCall(value: unknown): value is TunedCall {
  const { variant, ms } = Object(value) as { variant?: unknown; ms?: unknown };
  return typeof variant === 'string' && Number.isFinite(ms);
}

function isKeptChoice(value: unknown): value is KeptChoice {
  const { backend, medianMs } = Object(value) as { backend?: unknown; medianMs?: unknown };
  const { webgpu, cpu } = Object(medianMs) as { webgpu?: unknown; cpu?: unknown };
  const isOne = backend === 'webgpu' || backend === 'cpu';
  return isOne && Number.isFinite(webgpu) && Number.isFinite(cpu);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
