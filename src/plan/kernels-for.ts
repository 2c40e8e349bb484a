// The kernels that a graph is planned with: those of ordinary networks, which are there, or all, which load.
import type { Graph } from '../graph/graph';
import { KERNELS } from '../kernels/core-kernels.gen';
import type { Kernel } from '../kernels/kernel';
import { callOf } from './build-plan';

/** All kernels where the common ones do not compute every node. */
export async function kernelsFor(graph: Graph): Promise<readonly Kernel[]> {
  const isCommon = graph.nodes.every((node) => {
    const call = callOf(graph, node);
    return KERNELS.some((kernel) => kernel.accepts(call));
  });
  return isCommon ? KERNELS : (await import('../kernels/further-kernels.gen')).ALL_KERNELS;
}
