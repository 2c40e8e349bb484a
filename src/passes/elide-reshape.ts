// reshape → nothing, where the packing of channels by 4 leaves every number in its place.
import {
  type AnyNode,
  consumersOf,
  type Graph,
  producerOf,
  readsItsOutput,
  valueNamed,
  withoutUnusedValues,
} from '../ir/graph';
import { channelsOf, pixelsOf } from '../tensor/tensor';
import type { Pass } from './pass';

/**
 * A reshape in front of a fully connected layer is dropped: the layer reads feature maps in the same order. One that
 * keeps channels, such as [n, 1, 1, c] → [n, c], turns its input into a view of its output.
 */
export const elideReshape: Pass = {
  name: 'elide-reshape',
  run: (graph) => {
    const reshapes = graph.nodes.filter((node) => node.op === 'reshape');
    return withoutUnusedValues(reshapes.reduce(elide, graph));
  },
};

function elide(graph: Graph, reshape: AnyNode): Graph {
  return intoLayers(graph, reshape) ?? asView(graph, reshape) ?? graph;
}

/** Fully connected layers read what the reshape reads; null where others read its result too. */
function intoLayers(graph: Graph, reshape: AnyNode): Graph | null {
  const [x = ''] = reshape.inputs;
  const [y = ''] = reshape.outputs;
  const readers = consumersOf(graph, y);
  const batch = (name: string) => valueNamed(graph, name).shape[0];
  const canRead = readers.every(({ op }) => op === 'fully-connected') && batch(x) === batch(y);
  if (readers.length === 0 || !canRead || graph.outputs.includes(y)) return null;
  const nodes = graph.nodes
    .filter((node) => node !== reshape)
    .map((node) => {
      if (!readers.includes(node)) return node;
      return { ...node, inputs: node.inputs.map((name) => (name === y ? x : name)) };
    });
  return { ...graph, nodes };
}

function asView(graph: Graph, reshape: AnyNode): Graph | null {
  const x = valueNamed(graph, reshape.inputs[0] ?? '');
  const y = valueNamed(graph, reshape.outputs[0] ?? '');
  const samePlaces =
    channelsOf(x.shape) === channelsOf(y.shape) && pixelsOf(x.shape) === pixelsOf(y.shape);
  // A value that nothing computes, or that lies in a concatenation, has a place of its own already.
  if (!samePlaces || x.view || !producerOf(graph, x.name)) return null;
  const view = { of: y.name, channelOffset: 0 };
  const placed = {
    ...graph,
    values: new Map(graph.values).set(x.name, { ...x, view }),
    nodes: graph.nodes.filter((node) => node !== reshape),
  };
  return placed.nodes.some((node) => readsItsOutput(placed, node)) ? null : placed;
}
