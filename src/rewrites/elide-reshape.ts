// reshape → nothing, where the packing of channels by 4 leaves every number in its place.
import {
  type AnyNode,
  consumersOf,
  type Graph,
  producerOf,
  readsItsOutput,
  valueNamed,
  withoutUnusedValues,
} from '../graph/graph';
import { channelsOf, pixelsOf, sameShape } from '../tensor/tensor';
import type { Pass } from './pass';

/**
 * A reshape to the same shape is dropped, and so is one in front of a fully connected layer: the layer reads feature maps
 * in the same order. One that keeps channels, such as [n, 1, 1, c] → [n, c], turns its input into a view of its output.
 */
export const elideReshape: Pass = {
  name: 'elide-reshape',
  run: (graph) => {
    const reshapes = graph.nodes.filter((node) => node.op === 'reshape');
    return withoutUnusedValues(
      reshapes.reduce((current, { name }) => {
        // As it stands now: a reshape before it may be gone already, so that it reads something else.
        const reshape = current.nodes.find((node) => node.name === name);
        return reshape ? elide(current, reshape) : current;
      }, graph),
    );
  },
};

/** Whether a reshape costs nothing where it stands in this graph. */
export function canElideReshape(graph: Graph, reshape: AnyNode): boolean {
  return elide(graph, reshape) !== graph;
}

function elide(graph: Graph, reshape: AnyNode): Graph {
  return (
    toSameShape(graph, reshape) ?? intoLayers(graph, reshape) ?? asView(graph, reshape) ?? graph
  );
}

/** Readers read what the reshape reads; null where it does reshape, or somebody outside asks for its result. */
function toSameShape(graph: Graph, reshape: AnyNode): Graph | null {
  const x = valueNamed(graph, reshape.inputs[0] ?? '');
  const y = valueNamed(graph, reshape.outputs[0] ?? '');
  if (!sameShape(x.shape, y.shape) || y.view || graph.outputs.includes(y.name)) return null;
  const replaced = withoutReshape(graph, reshape, consumersOf(graph, y.name));
  return replaced.nodes.some((node) => readsItsOutput(replaced, node)) ? null : replaced;
}

/** Fully connected layers read what the reshape reads; null where others read its result too. */
function intoLayers(graph: Graph, reshape: AnyNode): Graph | null {
  const [x = ''] = reshape.inputs;
  const [y = ''] = reshape.outputs;
  const readers = consumersOf(graph, y);
  const [from, to] = [valueNamed(graph, x).shape, valueNamed(graph, y).shape];
  // Layers read [n, …] of any rank from 2 on, as n vectors.
  const sameVectors = from.length >= 2 && from[0] === to[0];
  const canRead = readers.every(({ op }) => op === 'fully-connected') && sameVectors;
  if (readers.length === 0 || !canRead || graph.outputs.includes(y)) return null;
  return withoutReshape(graph, reshape, readers);
}

/** The graph in which these readers read the reshape's input in place of its result. */
function withoutReshape(graph: Graph, reshape: AnyNode, readers: readonly AnyNode[]): Graph {
  const [x = ''] = reshape.inputs;
  const [y = ''] = reshape.outputs;
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
