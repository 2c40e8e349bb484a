// One node of a network in a graph of its own, so that it can be computed from the very inputs that it had elsewhere.
import { type AnyNode, type Graph, withoutUnusedValues } from '../graph/graph';
import type { Tensor, TensorData } from '../tensor/tensor';
import { evaluateGraph } from './evaluate-graph';

/** A node, a graph that has it, and inputs to evaluate that graph on. */
export interface NodeUnderTest {
  readonly graph: Graph;
  readonly inputs: Readonly<Record<string, Tensor>>;
  readonly node: AnyNode;
}

/** A graph of this node alone, none of whose values is part of another. `tensorNamed` gives the node's inputs, NHWC. */
export function nodeAlone(
  graph: Graph,
  node: AnyNode,
  tensorNamed: (name: string) => Tensor,
): NodeUnderTest {
  const names = computedInputs(graph, node);
  const values = new Map([...graph.values].map(([name, { view: _, ...value }]) => [name, value]));
  const alone = withoutUnusedValues({
    ...graph,
    nodes: [node],
    inputs: names,
    outputs: node.outputs,
    values,
  });
  return {
    graph: alone,
    inputs: Object.fromEntries(names.map((name) => [name, tensorNamed(name)])),
    node,
  };
}

/** The node's inputs that are no constants, each once. */
export function computedInputs(graph: Graph, node: AnyNode): string[] {
  return [...new Set(node.inputs)].filter((name) => !graph.constants.has(name));
}

/** All outputs of the node, by the reference op. @throws TensorError when an input does not fit */
export function evaluateOutputsOf({ graph, inputs, node }: NodeUnderTest): Map<string, Tensor> {
  const values = evaluateGraph(graph, inputs);
  return new Map([...values].filter(([name]) => node.outputs.includes(name)));
}

/** The node's first output. */
export function evaluateNodeAlone(test: NodeUnderTest): TensorData {
  const [result = ''] = test.node.outputs;
  return evaluateOutputsOf(test).get(result)?.data ?? new Float32Array(0);
}
