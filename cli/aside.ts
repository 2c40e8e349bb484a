// Work of this process that may take long, in a thread of its own: a signal is heard while it goes on, and ends it at once.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { PageError, type Thrown, thrownParts } from './failures';
import { aborted } from './interruption';
import type { NodeWork } from './node-work';

/** What a thread answers: a value, or what was thrown, since errors lose their codes on the way. */
export interface AsideOutcome {
  readonly value?: unknown;
  readonly error?: Thrown;
}

/** What a thread is started with. */
export interface AsideRequest {
  readonly name: keyof NodeWork;
  readonly parameters: readonly unknown[];
}

/** Beside the built command. */
const SCRIPT = fileURLToPath(new URL('./aside-thread.js', import.meta.url));

/**
 * Does some of the work in node-work.ts, and gives what it gives.
 * @throws PageError with the code and message of what was thrown there; the signal's reason as soon as it aborts
 */
export async function aside<N extends keyof NodeWork>(
  signal: AbortSignal,
  name: N,
  ...parameters: Parameters<NodeWork[N]>
): Promise<Awaited<ReturnType<NodeWork[N]>>> {
  signal.throwIfAborted();
  const { value, error } = await (existsSync(SCRIPT)
    ? inThread(signal, { name, parameters })
    : here({ name, parameters }));
  if (!error) return value as Awaited<ReturnType<NodeWork[N]>>;
  throw new PageError(error);
}

/** What comes of the work in this very thread: in the one that is made for it, and among sources, which threads of Node cannot read. */
export async function here({ name, parameters }: AsideRequest): Promise<AsideOutcome> {
  try {
    const { nodeWork } = await import('./node-work');
    const work = nodeWork[name] as (...given: readonly unknown[]) => Promise<unknown>;
    return { value: await work(...parameters) };
  } catch (thrown) {
    return { error: thrownParts(thrown) };
  }
}

async function inThread(signal: AbortSignal, request: AsideRequest): Promise<AsideOutcome> {
  const worker = new Worker(SCRIPT, { workerData: request });
  const outcome = new Promise<AsideOutcome>((resolve, reject) => {
    worker.once('message', resolve);
    // Out of memory, for one.
    worker.once('error', reject);
  });
  try {
    return await Promise.race([outcome, aborted(signal)]);
  } finally {
    void worker.terminate();
  }
}
