// The page's side of a network in a worker.
import { DeviceLostError } from '../errors';
import type { Graph } from '../graph/graph';
import { afterMs } from '../util/after-ms';
import type { Engine, NetworkFacts } from './engine';
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

/** A worker that has no network yet. */
export class WorkerThread {
  readonly engine: Engine;
  readonly #worker: Worker;

  private constructor(worker: Worker, engine: Engine) {
    this.#worker = worker;
    this.engine = engine;
  }

  /** Starts a worker; null where none can be had, or it takes no messages. */
  static async start(mayUseSimd: boolean): Promise<WorkerThread | null> {
    const worker = await startWorker();
    if (!worker) return null;
    const answer = await ask(worker, { kind: 'greet', mayUseSimd }).catch(() => null); // it cannot be sent anything
    if (answer?.kind === 'greeted') return new WorkerThread(worker, answer.engine);
    worker.terminate();
    return null;
  }

  /** Gives it a network, which so many threads may compute. @throws DeviceLostError when it cannot hold it */
  readonly open = async (graph: Graph, threads: number): Promise<WorkerNetwork> => {
    const answer = await ask(this.#worker, { kind: 'load', graph, threads }).catch(
      (error: unknown): FromWorker => ({ kind: 'failed', id: null, message: String(error) }),
    );
    if (answer.kind === 'loaded') return new WorkerNetwork(this.#worker, answer.facts);
    this.dispose();
    const reason = answer.kind === 'failed' ? answer.message : answer.kind;
    throw new DeviceLostError(`The worker could not make the network ready: ${reason}.`);
  };

  /** Ends the worker. */
  readonly dispose = (): void => this.#worker.terminate();
}

/** Sends a message; what comes back, or that the worker failed. Rejects where nothing can be sent. */
function ask(worker: Worker, message: ToWorker): Promise<FromWorker> {
  return new Promise((resolve) => {
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => resolve(data);
    worker.onerror = (event) => resolve({ kind: 'failed', id: null, message: messageOf(event) });
    send(worker, message);
  });
}

/** A network that a worker computes. */
export class WorkerNetwork implements NetworkFacts {
  readonly thread = 'worker';
  readonly kernels: readonly string[];
  readonly activationBytes: number | null;
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;
  #lost: Error | null = null;

  constructor(worker: Worker, { kernels, activationBytes }: NetworkFacts) {
    this.kernels = kernels;
    this.activationBytes = activationBytes;
    this.#worker = worker;
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.#take(data);
    worker.onerror = (event) => this.#lose(`it failed: ${messageOf(event)}`);
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
  let cancelTimer: () => void = () => undefined;
  const isReady = await new Promise<boolean>((resolve) => {
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => resolve(data.kind === 'ready');
    worker.onerror = (event) => {
      event.preventDefault();
      resolve(false);
    };
    cancelTimer = afterMs(START_MS, () => resolve(false));
  });
  cancelTimer(); // Node, Deno and Bun wait for it before they end
  if (!isReady) worker.terminate();
  return isReady ? worker : null;
}
