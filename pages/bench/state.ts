// The page's state: one run at a time, what it found out, and the result that it is compared with.
import { signal } from '@preact/signals';
import type { PeerName } from '../../bench/contenders/contender';
import { planOf } from './networks';
import { type BenchmarkResults, parseResults, type Setting } from './results';
import { type BenchmarkOptions, type BenchmarkProgress, runBenchmark } from './run-benchmark';

/** A result from a file. */
export interface OpenedResults {
  readonly fileName: string;
  readonly results: BenchmarkResults;
}

export const setting = signal<Setting>('small');
/** Other runtimes that take part: only where their packages are, in the development build. */
export const peers = signal<readonly PeerName[]>([]);
/** Null while nothing runs. */
export const progress = signal<BenchmarkProgress | null>(null);
/** Of the present run or the last one, as far as it came. */
export const results = signal<BenchmarkResults | null>(null);
/** Why the last run measured the CPU; null where it measured a GPU. */
export const fallback = signal<unknown>(null);
/** What ended the last run, or null. */
export const failure = signal<unknown>(null);
export const opened = signal<OpenedResults | null>(null);
/** Why the last file could not be opened. */
export const openFailure = signal<string | null>(null);

let controller: AbortController | null = null;
/** Networks that the address names, or null for those of the setting. */
let names: readonly string[] | null = null;

/** Reads `?setting=`, `?networks=` and `?auto=1`, and starts where it says so. */
export function readAddress(search: string): void {
  const query = new URLSearchParams(search);
  if (query.get('setting') === 'full') setting.value = 'full';
  names = query.get('networks')?.split(',') ?? null;
  if (query.get('auto') === '1') void start();
}

/** Runs the benchmark; at most one at a time. */
export async function start(): Promise<void> {
  if (controller) return;
  controller = new AbortController();
  failure.value = null;
  fallback.value = null;
  results.value = null;
  progress.value = { label: 'the GPU', share: 0 };
  tellDocument('running');
  try {
    const plan = planOf(setting.value, names);
    const outcome = await runBenchmark(plan, {
      ...optionsOf(controller.signal),
      ...(await peerOptions()),
    });
    results.value = outcome.results;
    failure.value = outcome.error;
    tellDocument(outcome.results.status);
  } catch (error) {
    failure.value = error;
    tellDocument('failed');
  } finally {
    progress.value = null;
    controller = null;
  }
}

/** Stops the run; what was measured stays. */
export function cancel(): void {
  controller?.abort();
}

/** Opens a saved result beside the present one. */
export async function openFile(file: Blob & { readonly name?: string }): Promise<void> {
  openFailure.value = null;
  try {
    opened.value = {
      fileName: file.name ?? 'results',
      results: parseResults(await file.text()),
    };
  } catch (error) {
    openFailure.value = error instanceof Error ? error.message : String(error);
  }
}

/** The built page has none of this. */
async function peerOptions(): Promise<Pick<BenchmarkOptions, 'measureMore'>> {
  if (!import.meta.env.DEV || peers.value.length === 0) return {};
  const names = peers.value;
  const { measurePeers } = await import('./peers');
  return { measureMore: (context) => measurePeers(names, context) };
}

function optionsOf(signal: AbortSignal) {
  return {
    signal,
    userAgent: navigator.userAgent,
    onProgress: (now: BenchmarkProgress) => {
      progress.value = now;
    },
    onFallback: (reason: unknown) => {
      fallback.value = reason;
    },
    onResults: (soFar: BenchmarkResults) => {
      results.value = soFar;
    },
  };
}

/** Whoever drives the page without eyes waits for this attribute. */
function tellDocument(status: BenchmarkResults['status']): void {
  document.documentElement.dataset.benchmark = status;
}
