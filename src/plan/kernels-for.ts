// The kernels that a graph is planned with: those of ordinary networks, which are there, or others, which load.
import type { Graph } from '../graph/graph';
import { KERNELS } from '../kernels/core-kernels.gen';
import type { Kernel } from '../kernels/kernel';
import type { AdapterKind } from '../util/adapter-kind';
import { Yielder } from '../util/yielder';
import { callOf } from './build-plan';

/** All kernels where the common ones do not compute every node; those of software adapters where such a one gains by them. */
export async function kernelsFor(graph: Graph, kind: AdapterKind): Promise<readonly Kernel[]> {
  const yielder = new Yielder();
  let isOwn = false;
  for (const node of graph.nodes) {
    await yielder.yieldIfDue();
    const call = callOf(graph, node);
    if (!KERNELS.some((kernel) => kernel.accepts(call)))
      return (await import('../kernels/further-kernels.gen')).ALL_KERNELS;
    // What they have of their own is for depthwise layers.
    isOwn ||= kind === 'software' && node.op === 'conv2d' && node.attributes.groups > 1;
  }
  return isOwn ? (await import('../kernels/software-kernels.gen')).SOFTWARE_KERNELS : KERNELS;
}
