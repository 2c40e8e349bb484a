// The page's side of a network in a worker.
import { DeviceLostError } from '../errors';
import type { Graph } from '../graph/graph';
import type { FromWorker, ToWorker } from './messages';
import type { RunRequest, RunResult } from './network';

/** Milliseconds in which a worker's script has to come; afterwards the caller's thread computes. */
const START_MS = 10_000;

/**
 * What workers of the web have. Some packages make Node's threads global by the name of workers: those find no `postMessage` in
 * their scope, and what they throw ends the process.
 */
const METHODS = ['addEventListener', 'postMessage', 'terminate'];

/** Who waits for a run. */
interface Waiting {
  readonly resolve: (result: RunResult) => void;
  readonly reject: (error: Error) => void;
}

/** A network that a worker computes. */
export class WorkerNetwork {
  readonly thread = 'worker';
  readonly kernels: readonly string[];
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;
  #lost: Error | null = null;

  private constructor(worker: Worker, kernels: readonly string[]) {
    this.kernels = kernels;
    this.#worker = worker;
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.#take(data);
    worker.onerror = (event) => this.#lose(`it failed: ${messageOf(event)}`);
  }

  /** Starts a worker; null where none can be had. @throws DeviceLostError when it cannot hold the network */
  static async open(graph: Graph): Promise<WorkerNetwork | null> {
    const worker = await startWorker();
    if (!worker) return null;
    const answer = await new Promise<FromWorker>((resolve) => {
      worker.onmessage = ({ data }: MessageEvent<FromWorker>) => resolve(data);
      worker.onerror = (event) => resolve({ kind: 'failed', id: null, message: messageOf(event) });
      send(worker, { kind: 'load', graph });
    }).catch(() => null); // it cannot be sent anything
    if (answer?.kind === 'loaded') return new WorkerNetwork(worker, answer.kernels);
    worker.terminate();
    if (!answer) return null;
    const reason = answer.kind === 'failed' ? answer.message : answer.kind;
    throw new DeviceLostError(`The worker could not make the network ready: ${reason}.`);
  }

  /** Computes one inference. @throws DeviceLostError when the worker fails or is gone */
  readonly run = (request: RunRequest): Promise<RunResult> => {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      if (this.#lost) throw this.#lost;
      this.#waiting.set(id, { resolve, reject });
      send(this.#worker, { kind: 'run', id, request });
    });
  };

  /** Ends the worker. Runs under way fail. */
  readonly dispose = (): void => this.#lose('the model was disposed');

  #take(message: FromWorker): void {
    if (message.kind !== 'result' && message.kind !== 'failed') return;
    const waiting = this.#waiting.get(message.id ?? 0);
    this.#waiting.delete(message.id ?? 0);
    if (message.kind === 'result') waiting?.resolve(message.result);
    else waiting?.reject(new DeviceLostError(`A run failed in the worker: ${message.message}.`));
  }

  #lose(reason: string): void {
    this.#lost ??= new DeviceLostError(`The worker that computes is gone: ${reason}.`);
    this.#worker.terminate();
    for (const { reject } of this.#waiting.values()) reject(this.#lost);
    this.#waiting.clear();
  }
}

function send(worker: Worker, message: ToWorker): void {
  worker.postMessage(message);
}

/** Why a worker failed. Runtimes besides browsers end the process for an error that nobody takes on. */
function messageOf(event: ErrorEvent): string {
  event.preventDefault();
  return event.message;
}

/** Null in Node, under policies that forbid it, and where a bundler left its script behind. */
async function startWorker(): Promise<Worker | null> {
  let worker: Worker;
  try {
    if (!METHODS.every((method) => method in Worker.prototype)) return null;
    worker = new Worker(new URL('./cpu-worker.ts', import.meta.url), { type: 'module' });
  } catch {
    return null;
  }
  let timer: ReturnType<typeof setTimeout> | undefined;
  const isReady = await new Promise<boolean>((resolve) => {
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => resolve(data.kind === 'ready');
    worker.onerror = (event) => {
      event.preventDefault();
      resolve(false);
    };
    timer = setTimeout(() => resolve(false), START_MS);
  });
  clearTimeout(timer); // Node, Deno and Bun wait for it before they end
  if (!isReady) worker.terminate();
  return isReady ? worker : null;
}
