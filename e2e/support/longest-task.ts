// The processor time of the longest task of a page, from the browser's own trace: other work on the machine makes a task longer by
// the clock, and the Long Tasks API tells only that.
import type { Browser, Page } from '@playwright/test';

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds. */
  readonly ts: number;
  readonly dur?: number;
  /** Of the thread: what the processor worked on it. */
  readonly tdur?: number;
}

/**
 * What the work gives, and the processor time of the longest task of the page's main thread between its marks `load-begin` and
 * `load-end`, in milliseconds.
 * @throws Error where the trace has no such marks or no processor times
 */
export async function longestTask<T>(
  browser: Browser,
  page: Page,
  work: () => Promise<T>,
): Promise<{ readonly given: T; readonly processorMs: number }> {
  await browser.startTracing(page, { categories: ['toplevel', 'blink.user_timing'] });
  let trace: Buffer;
  let given: T;
  try {
    given = await work();
  } finally {
    trace = await browser.stopTracing();
  }
  const { traceEvents } = JSON.parse(trace.toString('utf8')) as { traceEvents: TraceEvent[] };
  const begin = traceEvents.find(({ name }) => name === 'load-begin');
  const end = traceEvents.find(({ name }) => name === 'load-end');
  if (!begin || !end) throw new Error('The trace has not the marks of a load.');
  const times = traceEvents
    .filter(({ pid, tid }) => pid === begin.pid && tid === begin.tid)
    .filter(({ ts, dur = 0 }) => ts + dur >= begin.ts && ts <= end.ts)
    .flatMap(({ name, tdur }) => (name.endsWith('RunTask') && tdur !== undefined ? tdur : []));
  if (times.length === 0) throw new Error('The trace has no processor times of tasks.');
  return { given, processorMs: Math.max(...times) / 1000 };
}
