// Loads of files in a page that is watched: what came of each, and what the page's Long Tasks API saw of it.
import { createRuntime, type Runtime } from '../../src/index';
import { toKindling, toOnnx } from '../../src/tools/index';
import { buildNetwork, type NetworkSpec } from './built-network';

/** A load that came to its end. */
export interface WatchedLoad {
  /** 'model', or the name of the error. */
  readonly outcome: string;
  /** Of the longest task, in milliseconds; 0 where none took 50, which the Long Tasks API does not tell. */
  readonly longTaskMs: number;
  readonly milliseconds: number;
  /** Whether the abort came before the end. */
  readonly isAborted: boolean;
}

let file = new Uint8Array(0);
let runtime: Promise<Runtime> | null = null;

/** Makes the file that is loaded next: the one that is given, or a network as a file. */
export async function prepareFile(
  given: Uint8Array | { readonly spec: NetworkSpec; readonly format: 'onnx' | 'kindling' },
): Promise<number> {
  runtime ??= createRuntime();
  await runtime;
  if (given instanceof Uint8Array) file = Uint8Array.from(given);
  else file = await (given.format === 'onnx' ? toOnnx : toKindling)(buildNetwork(given.spec));
  return file.byteLength;
}

/**
 * Loads the file, between the marks `load-begin` and `load-end` of the page's timeline.
 * @param abortMs when the load is aborted, if it is still under way
 */
export async function watchLoad(abortMs = Number.POSITIVE_INFINITY): Promise<WatchedLoad> {
  const opened = await runtime;
  if (!opened) throw new RangeError('There is no file yet.');
  const end = new AbortController();
  const durations: number[] = [];
  const note = (entries: readonly PerformanceEntry[]) =>
    durations.push(...entries.map(({ duration }) => duration));
  const observer = new PerformanceObserver((list) => note(list.getEntries()));
  observer.observe({ entryTypes: ['longtask'] });
  await nextTimer(0);
  const start = performance.now();
  performance.mark('load-begin');
  const timer = Number.isFinite(abortMs) ? setTimeout(() => end.abort(), abortMs) : undefined;
  const outcome = await opened.load(file, { signal: end.signal }).then(
    (model) => {
      model.dispose();
      return 'model';
    },
    ({ name }: Error) => name,
  );
  const milliseconds = performance.now() - start;
  const isAborted = end.signal.aborted;
  clearTimeout(timer);
  // What goes on unseen counts as well.
  await nextTimer(100);
  performance.mark('load-end');
  note(observer.takeRecords());
  observer.disconnect();
  return { outcome, longTaskMs: Math.max(0, ...durations), milliseconds, isAborted };
}

function nextTimer(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
