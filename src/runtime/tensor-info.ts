// Inputs and outputs of a model as its users see them.
import { type Graph, valueNamed } from '../graph/graph';
import type { Plan } from '../plan/plan';
import { externalShape, unpackNhwc4 } from '../tensor/layout';
import type { Shape } from '../tensor/tensor';
import { externalTensor, type NamedTensor } from './read-model';

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

/** An output as the plan's slot holds it, in the model's own axis order. */
export function unpackOutput(
  plan: Plan,
  graph: Graph,
  name: string,
  packed: Float32Array,
): NamedTensor {
  const { shape } = valueNamed(graph, name);
  const span = plan.outputs.find((port) => port.name === name)?.span;
  return externalTensor(graph, name, unpackNhwc4(packed, shape, span?.first, span?.words));
}
