// Small edits of graphs that passes and lowerings share.
import { inferOutputs } from '../ops/infer-outputs';
import { type AnyNode, type Graph, valueNamed } from './graph';
import { usesOf } from './uses';

/** A name that neither a node nor a value has: the wanted one, or that with a number behind it. */
export function freshName(graph: Graph, wanted: string): string {
  const { names } = usesOf(graph);
  let name = wanted;
  for (let count = 2; graph.values.has(name) || names.has(name); count++)
    name = `${wanted}${count}`;
  return name;
}

/** The graph with values as the node gives them, new or in the place of old ones; the node itself is not added. */
export function withResults(graph: Graph, node: AnyNode): Graph {
  const inputs = node.inputs.map((name) => valueNamed(graph, name));
  const values = new Map(graph.values);
  for (const [index, type] of inferOutputs(node, inputs).entries()) {
    const name = node.outputs[index] ?? '';
    values.set(name, { name, ...type });
  }
  return { ...graph, values };
}
