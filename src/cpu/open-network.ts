// A network in a worker where there can be one, so that the page stays free; else in the caller's thread, in slices.
import type { Graph } from '../graph/graph';
import type { Tensor } from '../tensor/tensor';
import { Yielder } from '../util/yielder';
import { type CreateNetwork, type Engine, type Network, threadsEngine } from './engine';
import { withShared } from './shared-constants';
import type { OpenNetwork, Thread } from './thread';
import { startNodeHelper } from './wasm/node-helper';
import { WorkerThread } from './worker-network';

/** A network, and its constants as whoever opened it has them. */
export interface NetworkBeside {
  readonly network: OpenNetwork;
  readonly constants: ReadonlyMap<string, Tensor>;
}

/** A thread whose networks are given as they are here. */
export interface OwnThread {
  readonly engine: Engine;
  readonly open: (graph: Graph, threads: number) => Promise<OpenNetwork>;
  readonly dispose: () => void;
}

/** That of a network beside, where there is one; else a worker where there can be one, or the thread of the caller. */
export async function openThread(
  mayUseSimd: boolean,
  beside: NetworkBeside | null = null,
): Promise<OwnThread> {
  const neighbour = beside?.network.neighbour() ?? null;
  const thread =
    neighbour ?? (await WorkerThread.start(mayUseSimd)) ?? (await callersThread(mayUseSimd));
  return {
    engine: thread.engine,
    open: async (graph, threads) => {
      const theirs = neighbour ? beside?.constants : undefined;
      const names = [...graph.constants.keys()];
      const shared = names.filter((name) => theirs?.get(name) === graph.constants.get(name));
      return thread.open(await withPlainConstants(graph, new Set(shared)), threads, shared);
    },
    dispose: () => thread.dispose(),
  };
}

async function callersThread(mayUseSimd: boolean): Promise<Thread> {
  return threadHere(await threadsEngine(mayUseSimd), null);
}

/** The caller's, for a network beside another one or alone. */
function threadHere(
  engine: Engine,
  beside: { readonly network: Network; readonly graph: Graph } | null,
): Thread {
  return {
    engine,
    open: (graph, threads, shared) => {
      const whole = beside ? withShared(graph, beside.graph, shared) : graph;
      return openHere(engine, whole, threads, beside?.network ?? null);
    },
    dispose: () => undefined,
  };
}

async function openHere(
  engine: Engine,
  graph: Graph,
  threads: number,
  beside: Network | null,
): Promise<OpenNetwork> {
  const create: CreateNetwork =
    engine === 'simd'
      ? (await import('./wasm/network')).SimdNetwork.create
      : (await import('./network')).CpuNetwork.create;
  const yielder = new Yielder();
  const pause = async () => yielder.yieldIfDue();
  const network = await create(graph, pause, { threads, startHelper: startNodeHelper }, beside);
  const { kernels, activationBytes } = network;
  return {
    ...{ thread: 'caller', kernels, activationBytes },
    run: (request, signal) =>
      network.run(request, async () => {
        await yielder.yieldIfDue();
        signal?.throwIfAborted();
      }),
    neighbour: () => threadHere(engine, { network, graph }),
    dispose: () => network.dispose?.(),
  };
}

/** Numbers that are computed when they are asked for are asked for, but for those left out, and how files code them stays behind. */
async function withPlainConstants(graph: Graph, leftOut: ReadonlySet<string>): Promise<Graph> {
  const yielder = new Yielder();
  const constants = new Map<string, Tensor>();
  for (const [name, tensor] of graph.constants) {
    if (leftOut.has(name)) continue;
    await yielder.yieldIfDue();
    constants.set(name, { dtype: tensor.dtype, shape: tensor.shape, data: tensor.data });
  }
  return { ...graph, constants };
}
