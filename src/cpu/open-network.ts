// A network in a worker where there can be one, so that the page stays free; else in the caller's thread, in slices.
import type { Graph } from '../graph/graph';
import type { Tensor } from '../tensor/tensor';
import { Breather } from '../util/breather';
import type { RunRequest, RunResult } from './network';
import { WorkerNetwork } from './worker-network';

/** A network that computes somewhere. */
export interface OpenNetwork {
  readonly thread: 'worker' | 'caller';
  /** The kernel of each node, in order. */
  readonly kernels: readonly string[];
  /** Without a worker it ends when the signal aborts. */
  readonly run: (request: RunRequest, signal?: AbortSignal) => Promise<RunResult>;
  /** Runs under way in a worker fail. */
  readonly dispose: () => void;
}

/** Makes a network ready. Its values are not views of one another. @throws DeviceLostError when the worker fails */
export async function openNetwork(graph: Graph): Promise<OpenNetwork> {
  const plain = { ...graph, constants: await decoded(graph.constants) };
  const worker = await WorkerNetwork.open(plain);
  if (worker) return worker;
  const { CpuNetwork } = await import('./network');
  const breather = new Breather();
  const network = await CpuNetwork.create(plain, () => breather.breathe());
  return {
    thread: 'caller',
    kernels: network.kernels,
    run: (request, signal) =>
      network.run(request, async () => {
        await breather.breathe();
        signal?.throwIfAborted();
      }),
    dispose: () => undefined,
  };
}

/** Numbers that are computed when they are asked for are asked for, and how files code them stays behind. */
async function decoded(constants: ReadonlyMap<string, Tensor>): Promise<Map<string, Tensor>> {
  const breather = new Breather();
  const plain = new Map<string, Tensor>();
  for (const [name, tensor] of constants) {
    await breather.breathe();
    plain.set(name, { dtype: tensor.dtype, shape: tensor.shape, data: tensor.data });
  }
  return plain;
}
