// concat(a, b, …) → nothing: the producers of a, b, … write straight at their channels of one buffer.
// Fire modules (arXiv:1602.07360) and dense blocks (arXiv:1608.06993) are made of such concats.
import {
  type AnyNode,
  type Graph,
  producerOf,
  readsItsOutput,
  type Value,
  valueNamed,
} from '../ir/graph';
import { channelsOf } from '../tensor/tensor';
import type { Pass } from './pass';

/**
 * Turns every input of a concat into a view of the concat's value, and drops the concat. An input that
 * cannot be computed in place is copied there by a `copy` node: a graph input, a constant, a value that is
 * already part of another concat or occurs twice in this one, or one that would make a node read the buffer it
 * writes, which WebGPU forbids.
 */
export const elideConcat: Pass = {
  name: 'elide-concat',
  run: (graph) => graph.nodes.filter((node) => node.op === 'concat').reduce(elide, graph),
};

function elide(graph: Graph, concat: AnyNode): Graph {
  const target = concat.outputs[0] ?? '';
  const copies: AnyNode[] = [];
  let result: Graph = { ...graph, nodes: graph.nodes.filter((node) => node !== concat) };
  let channelOffset = 0;
  for (const [index, name] of concat.inputs.entries()) {
    const value = valueNamed(result, name);
    const view = { of: target, channelOffset };
    const placed = withValue(result, { ...value, view });
    if (
      isComputed(result, value) &&
      !value.view &&
      !placed.nodes.some((node) => readsItsOutput(placed, node))
    ) {
      result = placed;
    } else {
      const copy = copyNode(concat, index, name);
      result = withValue(result, { ...value, name: copy.name, view });
      copies.push(copy);
    }
    channelOffset += channelsOf(value.shape);
  }
  return { ...result, nodes: graph.nodes.flatMap((node) => (node === concat ? copies : [node])) };
}

function withValue(graph: Graph, value: Value): Graph {
  return { ...graph, values: new Map(graph.values).set(value.name, value) };
}

/** Whether nodes write this value, itself or (after an earlier concat) channel by channel. */
function isComputed(graph: Graph, { name }: Value): boolean {
  if (producerOf(graph, name)) return true;
  return [...graph.values.values()].some((value) => value.view?.of === name);
}

function copyNode(concat: AnyNode, index: number, input: string): AnyNode {
  const name = `${concat.name}/copy${index}`;
  return { name, op: 'copy', inputs: [input], outputs: [name], attributes: {} };
}
