// A network in a worker where there can be one, so that the page stays free; else in the caller's thread, in slices.
import type { Graph } from '../graph/graph';
import type { Tensor } from '../tensor/tensor';
import { Yielder } from '../util/yielder';
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
  const yielder = new Yielder();
  const network = await CpuNetwork.create(plain, () => yielder.yieldIfDue());
  return {
    thread: 'caller',
    kernels: network.kernels,
    run: (request, signal) =>
      network.run(request, async () => {
        await yielder.yieldIfDue();
        signal?.throwIfAborted();
      }),
    dispose: () => undefined,
  };
}

/** Numbers that are computed when they are asked for are asked for, and how files code them stays behind. */
async function decoded(constants: ReadonlyMap<string, Tensor>): Promise<Map<string, Tensor>> {
  const yielder = new Yielder();
  const plain = new Map<string, Tensor>();
  for (const [name, tensor] of constants) {
    await yielder.yieldIfDue();
    plain.set(name, { dtype: tensor.dtype, shape: tensor.shape, data: tensor.data });
  }
  return plain;
}
