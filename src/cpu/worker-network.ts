// The page's side of networks in a worker.
import { DeviceLostError } from '../errors';
import type { Graph } from '../graph/graph';
import { orAborted } from '../util/abort';
import { afterMs } from '../util/after-ms';
import type { Engine, NetworkFacts } from './engine';
import type { FromWorker, Question, Shared, ToWorker } from './messages';
import type { RunRequest, RunResult } from './network';
import type { OpenNetwork, Thread } from './thread';

/** Milliseconds in which a worker's script has to come; afterwards the caller's thread computes. */
const START_MS = 10_000;

/**
 * What workers of the web have. Some packages make Node's threads global by the name of workers: those find no `postMessage` in
 * their scope, and what they throw ends the process.
 */
const METHODS = ['addEventListener', 'postMessage', 'terminate'];

/** Who waits for an answer. */
interface Waiting {
  readonly resolve: (answer: FromWorker) => void;
  readonly reject: (error: Error) => void;
}

/** A worker, which ends with the last of those that use it: networks, and whoever is about to open one. */
export class WorkerThread implements Thread {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #engine: Engine = 'javascript';
  #lastId = 0;
  #users = 1;
  #lost: Error | null = null;

  private constructor(worker: Worker) {
    this.#worker = worker;
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      if (data.kind !== 'ready') this.#take(data.id)?.resolve(data);
    };
    worker.onerror = (event) => this.#lose(`it failed: ${messageOf(event)}`);
  }

  /** Starts a worker; null where none can be had, or it takes no messages. */
  static async start(mayUseSimd: boolean): Promise<WorkerThread | null> {
    const worker = await startWorker();
    if (!worker) return null;
    const thread = new WorkerThread(worker);
    const [, asked] = thread.ask({ kind: 'greet', mayUseSimd });
    const answer = await asked.catch(() => null); // it cannot be sent anything
    if (answer?.kind === 'greeted') {
      thread.#engine = answer.engine;
      return thread;
    }
    thread.leave();
    return null;
  }

  get engine(): Engine {
    return this.#engine;
  }

  open(graph: Graph, threads: number): Promise<WorkerNetwork> {
    return this.load(graph, threads, null);
  }

  /** Gives it a network, which so many threads may compute. @throws DeviceLostError when it cannot hold it */
  async load(graph: Graph, threads: number, shared: Shared | null): Promise<WorkerNetwork> {
    const [id, asked] = this.ask({ kind: 'load', graph, threads, shared });
    const answer = await asked.catch(
      ({ message }: Error): FromWorker => ({ kind: 'failed', id, message }),
    );
    if (answer.kind === 'loaded') return new WorkerNetwork(this, id, answer.facts);
    const reason = answer.kind === 'failed' ? answer.message : answer.kind;
    throw new DeviceLostError(`The worker could not make the network ready: ${reason}.`);
  }

  dispose(): void {
    this.leave();
  }

  /** Counts who is about to open a network; false where the worker is gone. */
  enter(): boolean {
    if (this.#lost) return false;
    this.#users++;
    return true;
  }

  /** One user less. A network of that number is dropped. */
  leave(network?: number): void {
    this.#users--;
    if (this.#lost) return;
    if (this.#users === 0) this.#lose('the model was disposed');
    else if (network !== undefined) send(this.#worker, { kind: 'drop', network });
  }

  /** Sends a question: its number, and what comes back. Rejects where nothing can be sent, or the worker is gone. */
  ask(question: Question, moved?: Transferable[]): readonly [number, Promise<FromWorker>] {
    const id = ++this.#lastId;
    const answer = new Promise<FromWorker>((resolve, reject) => {
      if (this.#lost) throw this.#lost;
      send(this.#worker, { ...question, id }, moved);
      this.#waiting.set(id, { resolve, reject });
    });
    return [id, answer];
  }

  #take(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }

  #lose(reason: string): void {
    this.#lost ??= new DeviceLostError(`The worker that computes is gone: ${reason}.`);
    this.#worker.terminate();
    for (const { reject } of this.#waiting.values()) reject(this.#lost);
    this.#waiting.clear();
  }
}

/** A network that a worker computes. */
export class WorkerNetwork implements OpenNetwork {
  readonly thread = 'worker';
  readonly kernels: readonly string[];
  readonly activationBytes: number | null;
  readonly #thread: WorkerThread;
  readonly #number: number;
  readonly #end = new AbortController();
  /** Neighbours that were not opened yet. */
  #awaited = 0;

  constructor(thread: WorkerThread, number: number, { kernels, activationBytes }: NetworkFacts) {
    this.kernels = kernels;
    this.activationBytes = activationBytes;
    this.#thread = thread;
    this.#number = number;
  }

  /** Computes one inference; the inputs' numbers go to the worker, and are gone here. @throws DeviceLostError when it fails or is gone */
  run(request: RunRequest): Promise<RunResult> {
    return orAborted(this.#end.signal, async () => {
      const numbers = Object.values(request.inputs).map(({ data }) => data.buffer);
      const [, asked] = this.#thread.ask({ kind: 'run', network: this.#number, request }, numbers);
      const answer = await asked;
      if (answer.kind === 'result') return answer.result;
      const reason = answer.kind === 'failed' ? answer.message : answer.kind;
      throw new DeviceLostError(`A run failed in the worker: ${reason}.`);
    });
  }

  neighbour(): Thread | null {
    const [thread, number] = [this.#thread, this.#number];
    if (this.#end.signal.aborted || !thread.enter()) return null;
    this.#awaited++;
    let letGo = () => {
      letGo = () => undefined;
      this.#awaited--;
      this.#leaveIfOver();
    };
    return {
      engine: thread.engine,
      open: (graph, threads, constants) => {
        const opening = thread.load(graph, threads, { network: number, constants });
        letGo();
        return opening;
      },
      dispose: () => {
        letGo();
        thread.leave();
      },
    };
  }

  /** Runs under way fail. The worker ends with the last of its networks. */
  dispose(): void {
    if (this.#end.signal.aborted) return;
    this.#end.abort(
      new DeviceLostError('The worker that computes is gone: the model was disposed.'),
    );
    this.#leaveIfOver();
  }

  /** What others are about to have of it stays until they do. */
  #leaveIfOver(): void {
    if (this.#end.signal.aborted && this.#awaited === 0) this.#thread.leave(this.#number);
  }
}

function send(worker: Worker, message: ToWorker, moved: Transferable[] = []): void {
  worker.postMessage(message, moved);
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
