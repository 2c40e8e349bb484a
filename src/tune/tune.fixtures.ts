// A network to be tuned in tests.
import { GraphBuilder } from '../graph/builder';
import type { Graph, Node } from '../graph/graph';
import { evenPads } from '../ops/window';
import { f32Tensor } from '../tensor/tensor';

/** A 3×3 convolution, of 16 to 64 channels unless more is said. */
export function network(
  weight = 1,
  x: readonly [n: number, h: number, w: number, c: number] = [1, 16, 16, 16],
  k = 64,
): { graph: Graph; conv: Node<'conv2d'> } {
  const builder = new GraphBuilder('one', 'nhwc');
  builder.input('x', x);
  builder.constant('w', f32Tensor([k, x[3], 3, 3], new Float32Array(k * x[3] * 9).fill(weight)));
  const attributes = {
    kernel: [3, 3],
    strides: [1, 1],
    pads: evenPads(1),
    dilations: [1, 1],
    groups: 1,
    activation: 'none',
  } as const;
  const y = builder.node('conv2d', 'conv', ['x', 'w'], attributes);
  const graph = builder.build([y]);
  const conv = graph.nodes.find((node) => node.op === 'conv2d');
  if (!conv) throw new Error('The network has no convolution.');
  return { graph, conv };
}
