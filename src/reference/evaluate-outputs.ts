// A whole network on the CPU, node by node, for results that are held against: it keeps no value that nothing reads any
// more, and leaves the machine to others between nodes.
import type { Graph } from '../graph/graph';
import { type Tensor, zeros } from '../tensor/tensor';
import { computedInputs, evaluateOutputsOf, nodeAlone } from './node-alone';

/**
 * Computes a graph's outputs. Inputs are NHWC tensors by name. The graph is one as it was read: its values are not views
 * of one another.
 * @param pause awaited between nodes
 * @throws TensorError when an input is missing or has the wrong shape.
 */
export async function evaluateOutputs(
  graph: Graph,
  inputs: Readonly<Record<string, Tensor>>,
  pause: () => Promise<void>,
): Promise<Map<string, Tensor>> {
  const values = new Map(Object.entries(inputs));
  const kept = new Set(graph.outputs);
  const lastReader = new Map<string, number>();
  for (const [index, { inputs: read }] of graph.nodes.entries()) {
    for (const name of read) lastReader.set(name, index);
  }
  for (const [index, node] of graph.nodes.entries()) {
    const test = nodeAlone(graph, node, (name) => values.get(name) ?? zeros([0]));
    for (const [name, tensor] of evaluateOutputsOf(test)) values.set(name, tensor);
    for (const name of [...computedInputs(graph, node), ...node.outputs]) {
      if (!kept.has(name) && (lastReader.get(name) ?? -1) <= index) values.delete(name);
    }
    await pause();
  }
  return new Map(
    graph.outputs.map((name) => [
      name,
      values.get(name) ?? graph.constants.get(name) ?? zeros([0]),
    ]),
  );
}
