// Numbers for a graph's inputs, where nobody gives any.
import { type Graph, valueNamed } from '../graph/graph';
import { f32Tensor, type Tensor } from '../tensor/tensor';
import { product } from '../util/math';

/** A tensor for each input, NHWC, of numbers in [−1, 1). */
export function seededInputs(graph: Graph, random: () => number): Record<string, Tensor> {
  return Object.fromEntries(
    graph.inputs.map((name) => {
      const { shape } = valueNamed(graph, name);
      const data = Float32Array.from({ length: product(shape) }, () => 2 * random() - 1);
      return [name, f32Tensor(shape, data)];
    }),
  );
}
