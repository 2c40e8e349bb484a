// Nodes and networks on the CPU backend, as its tests compute them: in this thread, in slices or at once.
import type { Graph } from '../graph/graph';
import type { Tensor } from '../tensor/tensor';
import { CpuNetwork, type Pause, type RunResult } from './network';
import { SimdNetwork } from './wasm/network';

/** Both tables of kernels, by how their names begin. */
export const TABLES = { cpu: CpuNetwork, simd: SimdNetwork } as const;

/** All values of one inference. */
export async function computeAll(
  graph: Graph,
  inputs: Readonly<Record<string, Tensor>>,
  pause: Pause | null = null,
  table: keyof typeof TABLES = 'cpu',
): Promise<RunResult & { readonly kernels: readonly string[] }> {
  const network = await TABLES[table].create(graph, pause);
  return { kernels: network.kernels, ...(await network.run({ inputs, outputs: 'all' }, pause)) };
}
