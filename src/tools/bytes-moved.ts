// How many bytes a dispatch has to move, whatever kernel computes it.
import { type AnyNode, type Graph, valueNamed } from '../graph/graph';
import type { Precision } from '../tensor/elements';
import { nhwc4ByteLength } from '../tensor/layout';
import { BYTES_PER_ELEMENT } from '../tensor/tensor';
import { product } from '../util/math';

/**
 * Bytes of a node's inputs, weights and outputs, each once: feature maps as the GPU holds them (NHWC4), weights without
 * their packing. What a kernel reads again is not counted, so this is the least that it can do with.
 */
export function bytesMovedOf(
  graph: Graph,
  { inputs, outputs }: AnyNode,
  precision: Precision,
): number {
  const scale = precision === 'f16' ? 0.5 : 1;
  return [...new Set([...inputs, ...outputs])].reduce((sum, name) => {
    const { shape } = valueNamed(graph, name);
    const isConstant = graph.constants.has(name);
    return sum + scale * (isConstant ? product(shape) * BYTES_PER_ELEMENT : nhwc4ByteLength(shape));
  }, 0);
}
