// The kernels that a graph is planned with: those of ordinary networks, which are there, or others, which load.
import type { Graph } from '../graph/graph';
import { isDepthwise } from '../kernels/conv/conv-call';
import { KERNELS } from '../kernels/core-kernels.gen';
import type { Call, Kernel } from '../kernels/kernel';
import type { AdapterKind } from '../util/adapter-kind';
import { Yielder } from '../util/yielder';
import { callOf } from './build-plan';

/** The common kernels; those of depthwise layers too, where there are any; all where these do not compute every node. */
export async function kernelsFor(graph: Graph, kind: AdapterKind): Promise<readonly Kernel[]> {
  const yielder = new Yielder();
  let hasDepthwise = false;
  for (const node of graph.nodes) {
    await yielder.yieldIfDue();
    const call = callOf(graph, node);
    if (KERNELS.some((kernel) => kernel.accepts(call))) continue;
    if (node.op !== 'conv2d' || !isDepthwise(call as Call<'conv2d'>))
      return (await import('../kernels/further-kernels.gen')).ALL_KERNELS;
    hasDepthwise = true;
  }
  if (!hasDepthwise) return KERNELS;
  // Both at once: the first imports the second.
  const [own, { DEPTHWISE_KERNELS }] = await Promise.all([
    kind === 'software' && import('../kernels/software-kernels.gen'),
    import('../kernels/depthwise-kernels.gen'),
  ]);
  return own ? own.SOFTWARE_KERNELS : DEPTHWISE_KERNELS;
}
