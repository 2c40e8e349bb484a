// A network in a worker where there can be one, so that the page stays free; else in the caller's thread, in slices.
import type { Graph } from '../graph/graph';
import type { Tensor } from '../tensor/tensor';
import { Yielder } from '../util/yielder';
import { type Engine, type NetworkFacts, threadsEngine } from './engine';
import type { RunRequest, RunResult } from './network';
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
   * Makes the network ready. Its values may be views of one another where the engine is `simd`.
   * @throws DeviceLostError when the worker fails
   */
  readonly open: (graph: Graph) => Promise<OpenNetwork>;
  /** Ends a worker that has no network yet. */
  readonly dispose: () => void;
}

/** A worker where there can be one, else the thread of the caller. */
export async function openThread(mayUseSimd: boolean): Promise<Thread> {
  const thread = (await WorkerThread.start(mayUseSimd)) ?? (await callersThread(mayUseSimd));
  return { ...thread, open: async (graph) => thread.open(await withPlainConstants(graph)) };
}

async function callersThread(mayUseSimd: boolean): Promise<Thread> {
  const engine = await threadsEngine(mayUseSimd);
  return { engine, open: (graph) => openHere(engine, graph), dispose: () => undefined };
}

async function openHere(engine: Engine, graph: Graph): Promise<OpenNetwork> {
  const { create } =
    engine === 'simd'
      ? (await import('./wasm/network')).SimdNetwork
      : (await import('./network')).CpuNetwork;
  const yielder = new Yielder();
  const { kernels, activationBytes, run } = await create(graph, async () => yielder.yieldIfDue());
  return {
    ...{ thread: 'caller', kernels, activationBytes },
    run: (request, signal) =>
      run(request, async () => {
        await yielder.yieldIfDue();
        signal?.throwIfAborted();
      }),
    dispose: () => undefined,
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
