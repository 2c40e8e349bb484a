// Inputs and outputs of a model as its users see them.
import { type Graph, valueNamed } from '../graph/graph';
import { externalShape } from '../tensor/layout';
import type { Shape } from '../tensor/tensor';

/** An input or output as users see it. */
export interface TensorInfo {
  readonly name: string;
  /** In the model's own axis order, batch first. */
  readonly shape: Shape;
  readonly dtype: 'f32';
}

/** What users are told of a value. */
export function tensorInfo(graph: Graph, name: string): TensorInfo {
  return {
    name,
    shape: externalShape(valueNamed(graph, name).shape, graph.axisOrder),
    dtype: 'f32',
  };
}
