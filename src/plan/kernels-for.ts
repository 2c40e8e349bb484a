// The kernels that a graph is planned with: those of ordinary networks, which are there, or all, which load.
import type { Graph } from '../graph/graph';
import { KERNELS } from '../kernels/core-kernels.gen';
import type { Kernel } from '../kernels/kernel';
import { Yielder } from '../util/yielder';
import { callOf } from './build-plan';

/** All kernels where the common ones do not compute every node. */
export async function kernelsFor(graph: Graph): Promise<readonly Kernel[]> {
  const yielder = new Yielder();
  for (const node of graph.nodes) {
    await yielder.yieldIfDue();
    const call = callOf(graph, node);
    if (!KERNELS.some((kernel) => kernel.accepts(call)))
      return (await import('../kernels/further-kernels.gen')).ALL_KERNELS;
  }
  return KERNELS;
}
