// A network in a worker where there can be one, so that the page stays free; else in the caller's thread, in slices.
import type { Graph } from '../graph/graph';
import type { Tensor } from '../tensor/tensor';
import { Yielder } from '../util/yielder';
import { type CreateNetwork, type Engine, type NetworkFacts, threadsEngine } from './engine';
import type { RunRequest, RunResult } from './network';
import { startNodeHelper } from './wasm/node-helper';
import { WorkerThread } from './worker-network';

/** A network that computes somewhere. */
export interface OpenNetwork extends NetworkFacts {
  readonly thread: 'worker' | 'caller';
  /** Without a worker it ends when the signal aborts. */
  readonly run: (request: RunRequest, signal?: AbortSignal) => Promise<RunResult>;
  /** Runs under way in a worker fail. */
  readonly dispose: () => void;
}

/** A thread that waits for its network. */
export interface Thread {
  readonly engine: Engine;
  /**
   * Makes the network ready, for so many threads at most. Its values may be views of one another where the engine is `simd`.
   * @throws DeviceLostError when the worker fails
   */
  readonly open: (graph: Graph, threads: number) => Promise<OpenNetwork>;
  /** Ends a worker that has no network yet. */
  readonly dispose: () => void;
}

/** A worker where there can be one, else the thread of the caller. */
export async function openThread(mayUseSimd: boolean): Promise<Thread> {
  const thread = (await WorkerThread.start(mayUseSimd)) ?? (await callersThread(mayUseSimd));
  return {
    ...thread,
    open: async (graph, threads) => thread.open(await withPlainConstants(graph), threads),
  };
}

async function callersThread(mayUseSimd: boolean): Promise<Thread> {
  const engine = await threadsEngine(mayUseSimd);
  const open = (graph: Graph, threads: number) => openHere(engine, graph, threads);
  return { engine, open, dispose: () => undefined };
}

async function openHere(engine: Engine, graph: Graph, threads: number): Promise<OpenNetwork> {
  const create: CreateNetwork =
    engine === 'simd'
      ? (await import('./wasm/network')).SimdNetwork.create
      : (await import('./network')).CpuNetwork.create;
  const yielder = new Yielder();
  const pause = async () => yielder.yieldIfDue();
  const network = await create(graph, pause, { threads, startHelper: startNodeHelper });
  const { kernels, activationBytes } = network;
  return {
    ...{ thread: 'caller', kernels, activationBytes },
    run: (request, signal) =>
      network.run(request, async () => {
        await yielder.yieldIfDue();
        signal?.throwIfAborted();
      }),
    dispose: () => network.dispose?.(),
  };
}

/** Numbers that are computed when they are asked for are asked for, and how files code them stays behind. */
async function withPlainConstants(graph: Graph): Promise<Graph> {
  const yielder = new Yielder();
  const constants = new Map<string, Tensor>();
  for (const [name, tensor] of graph.constants) {
    await yielder.yieldIfDue();
    constants.set(name, { dtype: tensor.dtype, shape: tensor.shape, data: tensor.data });
  }
  return { ...graph, constants };
}
