// The measure of all other results.
import { loadOpsOf } from '../graph/load-ops';
import type { Model } from '../graph/model';
import { evaluateGraph } from '../reference/evaluate-graph';
import { optimizeInTurns } from '../rewrites/optimize';
import { externalTensor, type NamedTensor } from '../runtime/read-model';
import { inputTensors } from './input-tensors';

/**
 * Computes a model on the CPU with the plain reference ops: slow, and the measure of all other
 * results. Inputs and outputs by name, in the model's own axis order.
 * @throws TensorError when an input is missing, unknown, or has the wrong number of elements.
 */
export async function runReference(
  model: Model,
  inputs: Readonly<Record<string, Float32Array>>,
): Promise<Record<string, NamedTensor>> {
  const tensors = inputTensors(model.graph, inputs);
  await loadOpsOf(model.graph);
  const graph = await optimizeInTurns(model.graph);
  const values = evaluateGraph(graph, tensors);
  return Object.fromEntries(
    graph.outputs.map((name) => {
      const data = Float32Array.from(values.get(name)?.data ?? []);
      return [name, externalTensor(graph, name, data)];
    }),
  );
}
