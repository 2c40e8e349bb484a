// pad2d with zeros, then conv2d → conv2d with more padding: exporters write padding that SAME cannot say on its own.
import { type Graph, producerOf, withoutUnusedValues } from '../graph/graph';
import type { OpAttributes } from '../ops/registry';
import { isOnlyFor, type Pass } from './pass';

/** Moves zeros around a feature map into the window of the convolution that reads it. */
export const foldPad: Pass = {
  name: 'fold-pad',
  run: (graph) => withoutUnusedValues(graph.nodes.reduce(foldAt, graph)),
};

function foldAt(graph: Graph, node: Graph['nodes'][number]): Graph {
  if (node.op !== 'conv2d') return graph;
  const [x = '', ...constants] = node.inputs;
  const border = producerOf(graph, x);
  if (border?.op !== 'pad2d' || !isOfZeros(border.attributes)) return graph;
  // Zeros ahead of a prologue are normalised with the rest; those of a window are not.
  if (node.attributes.prologue !== undefined || !isOnlyFor(graph, x, node)) return graph;
  const { pads } = node.attributes;
  const more = border.attributes.pads;
  const folded = {
    ...node,
    inputs: [border.inputs[0] ?? '', ...constants],
    attributes: {
      ...node.attributes,
      pads: {
        top: pads.top + more.top,
        left: pads.left + more.left,
        bottom: pads.bottom + more.bottom,
        right: pads.right + more.right,
      },
    },
  };
  const nodes = graph.nodes.filter((other) => other !== border);
  return { ...graph, nodes: nodes.map((other) => (other === node ? folded : other)) };
}

function isOfZeros({ mode = 'constant', value }: OpAttributes['pad2d']): boolean {
  return mode === 'constant' && value === 0;
}
