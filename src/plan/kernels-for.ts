// The kernels that a graph is planned with: those of ordinary networks, which are there, or all, which load.
import type { Graph } from '../graph/graph';
import { KERNELS } from '../kernels/core-kernels.gen';
import type { Kernel } from '../kernels/kernel';
import type { AdapterKind } from '../util/adapter-kind';
import { Yielder } from '../util/yielder';
import { callOf } from './build-plan';

/** All kernels where the common ones do not compute every node, or the device gains by others. */
export async function kernelsFor(graph: Graph, kind: AdapterKind): Promise<readonly Kernel[]> {
  const yielder = new Yielder();
  for (const node of graph.nodes) {
    await yielder.yieldIfDue();
    const call = callOf(graph, node);
    // Software adapters have a kernel of their own for depthwise layers.
    if (
      (kind === 'software' && node.op === 'conv2d' && node.attributes.groups > 1) ||
      !KERNELS.some((kernel) => kernel.accepts(call))
    )
      return (await import('../kernels/further-kernels.gen')).ALL_KERNELS;
  }
  return KERNELS;
}
