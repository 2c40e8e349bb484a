// Ops that number things, or add up whole numbers: places in a table, boxes, channels. Halves have all whole numbers up to 2048 and every other one
// behind, so that a network that numbers more of them would take wrong rows.
import { UnsupportedError } from '../errors';
import { type AnyNode, type Graph, type Node, valueNamed } from '../graph/graph';
import { consumersOf, isOutput } from '../graph/uses';
import type { OpName } from '../ops/registry';
import { channelsOf } from '../tensor/tensor';

/** The largest whole number up to which halves have all. */
const MOST_COUNTED = 2048;

/** The channel of `non-max-suppression` that has the number of a box. */
const BOX_NUMBER = 7;

/** How many things nodes number, by op. */
const COUNTED: { readonly [O in OpName]?: (graph: Graph, node: Node<O>) => number } = {
  gather: (graph, { inputs }) => valueNamed(graph, inputs[0] ?? '').shape[0] ?? 0,
  'arg-max': (graph, { inputs }) => channelsOf(valueNamed(graph, inputs[0] ?? '').shape),
  'top-indices': (graph, { inputs }) => channelsOf(valueNamed(graph, inputs[0] ?? '').shape),
  'non-max-suppression': (graph, { inputs, outputs }) =>
    givesNumbers(graph, outputs[0] ?? '') ? (valueNamed(graph, inputs[0] ?? '').shape[1] ?? 0) : 0,
};

/** Ops that whole numbers of many digits are made for. */
const WHOLE: readonly OpName[] = ['requantize', 'requantized-sum'];

/** @throws UnsupportedError naming the first node of a graph that numbers more than halves can, or adds up whole numbers */
export function refuseLongCounts(graph: Graph): void {
  for (const node of graph.nodes) {
    if (WHOLE.includes(node.op)) {
      throw new UnsupportedError(
        `Node "${node.name}" (${node.op}) is of a network that adds up whole numbers of up to 2^24, and precision "f16" has those up to ` +
          `${MOST_COUNTED} only. Load the model with precision "f32".`,
      );
    }
    const count = countedBy(graph, node);
    // They are numbered from 0.
    if (count - 1 <= MOST_COUNTED) continue;
    throw new UnsupportedError(
      `Node "${node.name}" (${node.op}) numbers ${count} things, and precision "f16" has whole numbers up to ${MOST_COUNTED} only. ` +
        'Load the model with precision "f32".',
    );
  }
}

function countedBy(graph: Graph, node: AnyNode): number {
  const counted = COUNTED[node.op] as ((graph: Graph, node: AnyNode) => number) | undefined;
  return counted?.(graph, node) ?? 0;
}

/** Whether somebody reads which boxes are kept, rather than the boxes alone. */
function givesNumbers(graph: Graph, kept: string): boolean {
  const isBefore = (node: AnyNode) => {
    if (node.op !== 'slice') return false;
    const { starts, steps, sizes } = node.attributes;
    return (starts.at(-1) ?? 0) + ((sizes.at(-1) ?? 1) - 1) * (steps.at(-1) ?? 1) < BOX_NUMBER;
  };
  return isOutput(graph, kept) || !consumersOf(graph, kept).every(isBefore);
}
