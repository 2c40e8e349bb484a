// Adds the ranking of class probabilities on the GPU, so that only the few best have to be read back.
import { type AnyNode, type Graph, valueNamed } from '../graph/graph';
import { inferOutputs } from '../ops/infer-outputs';
import { channelsOf } from '../tensor/tensor';

/** Output [n, k] of the added node: the values, largest first. */
export const TOP_VALUES = 'top-k/values';
/** Output [n, k] of the added node: their indices, u32. */
export const TOP_INDICES = 'top-k/indices';

/** Ranks all entries of the [n, c] value `scores`; both results become graph outputs. */
export function appendTopK(graph: Graph, scores: string): Graph {
  const { shape } = valueNamed(graph, scores);
  const outputs = [TOP_VALUES, TOP_INDICES];
  const node: AnyNode = {
    name: 'top-k',
    op: 'top-k',
    inputs: [scores],
    outputs,
    attributes: { k: channelsOf(shape) },
  };
  const values = new Map(graph.values);
  for (const [index, type] of inferOutputs(node, [valueNamed(graph, scores)]).entries()) {
    const name = outputs[index] ?? '';
    values.set(name, { name, ...type });
  }
  return {
    ...graph,
    values,
    nodes: [...graph.nodes, node],
    outputs: [...graph.outputs, ...outputs],
  };
}
