// Networks of the SIMD kernels, as tests compute them: all values of seeded numbers, by their bits.
import { createHash } from 'node:crypto';
import type { Graph } from '../../graph/graph';
import { randomTensor } from '../../ops/compute.fixtures';
import { optimizeGraph } from '../../rewrites/all-passes';
import { atOnce } from '../../util/at-once';
import type { RunResult } from '../network';
import { lowerForSimd } from '../winograd-on-cpu';
import { SimdNetwork } from './network';

export function lowered(graph: Graph): Graph {
  return atOnce(lowerForSimd(optimizeGraph(graph)));
}

export function inputsOf(graph: Graph) {
  return Object.fromEntries(
    graph.inputs.map((name) => [name, randomTensor(graph.values.get(name)?.shape ?? [], 7)]),
  );
}

/** Everything that a network computes of seeded numbers, by its bits. */
export async function compute(network: SimdNetwork, graph: Graph): Promise<Record<string, string>> {
  return bitsOf(await network.run({ inputs: inputsOf(graph), outputs: 'all' }, null));
}

export async function computeAlone(graph: Graph): Promise<Record<string, string>> {
  return compute(await SimdNetwork.create(graph, null), graph);
}

export function bitsOf({ tensors }: RunResult): Record<string, string> {
  const entries = [...tensors].map(([name, { data }]) => {
    return [name, createHash('sha256').update(data).digest('hex')] as const;
  });
  return Object.fromEntries(entries);
}
