// A graph as a device in 16 bits has it.
import type { Graph } from '../graph/graph';
import { halvesOf, numbersOf } from '../tensor/half';
import { f32Tensor, type Tensor } from '../tensor/tensor';

/**
 * The graph with its constants rounded to halves. Products of a Winograd convolution keep their weights: they are rounded once
 * transformed, which their bound has.
 */
export function withHalfWeights(graph: Graph): Graph {
  const transformed = new Set(
    graph.nodes.flatMap(({ op, inputs }) => (op === 'winograd-multiply' ? inputs : [])),
  );
  const constants = [...graph.constants].map(([name, tensor]): [string, Tensor] => [
    name,
    transformed.has(name) ? tensor : f32Tensor(tensor.shape, numbersOf(halvesOf(tensor.data))),
  ]);
  return { ...graph, constants: new Map(constants) };
}
