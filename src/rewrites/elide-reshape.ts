// reshape → nothing, where the packing of channels by 4 leaves every number in its place.
import { type AnyNode, type Graph, valueNamed, withoutUnusedValues } from '../graph/graph';
import { MutableGraph } from '../graph/mutable-graph';
import { consumersOf, isOutput, producerOf } from '../graph/uses';
import { channelsOf, pixelsOf, sameShape } from '../tensor/tensor';
import { Buffers } from './buffers';
import { inSteps } from './pass';

/**
 * A reshape to the same shape is dropped, and so is one in front of a fully connected layer: the layer reads feature maps
 * in the same order. One that keeps channels, such as [n, 1, 1, c] → [n, c], turns its input into a view of its output.
 */
export const elideReshape = inSteps('elide-reshape', function* (graph) {
  const edited = new MutableGraph(graph);
  const buffers = new Buffers(graph);
  for (const { op, outputs } of graph.nodes) {
    yield;
    // As it stands now: a reshape before it may be gone already, so that it reads something else.
    const reshape = op === 'reshape' && producerOf(edited, outputs[0] ?? '');
    if (reshape) elide(edited, buffers, reshape);
  }
  return withoutUnusedValues(edited.done());
});

function elide(graph: MutableGraph, buffers: Buffers, reshape: AnyNode): void {
  const elision = elisionOf(graph, buffers, reshape);
  if (!elision) return;
  const [x = ''] = reshape.inputs;
  const [y = ''] = reshape.outputs;
  graph.replace([reshape], []);
  buffers.delete(reshape);
  if (elision === 'view') {
    buffers.join(x, y);
    graph.setValue({ ...valueNamed(graph, x), view: { of: y, channelOffset: 0 } });
    return;
  }
  for (const reader of elision) {
    const given = reading(reader, y, x);
    graph.replace([reader], [given]);
    buffers.delete(reader);
    buffers.add(given);
  }
}

/**
 * What becomes of a reshape that costs nothing where it stands: these nodes read what it reads, or that becomes a view of its
 * result. Null where it stays.
 */
export function elisionOf(
  graph: Graph,
  buffers: Buffers,
  reshape: AnyNode,
): readonly AnyNode[] | 'view' | null {
  const x = valueNamed(graph, reshape.inputs[0] ?? '');
  const y = valueNamed(graph, reshape.outputs[0] ?? '');
  const readers = consumersOf(graph, y.name);
  const isSame = sameShape(x.shape, y.shape) && !y.view;
  // Layers read [n, …] of any rank from 2 on, as n vectors.
  const sameVectors = x.shape.length >= 2 && x.shape[0] === y.shape[0];
  const areLayers = readers.length > 0 && readers.every(({ op }) => op === 'fully-connected');
  const canRead = (reader: AnyNode) => !buffers.areOneFor(reading(reader, y.name, x.name));
  const canPass = !isOutput(graph, y.name) && (isSame || (areLayers && sameVectors));
  if (canPass && readers.every(canRead)) return readers;
  const samePlaces =
    channelsOf(x.shape) === channelsOf(y.shape) && pixelsOf(x.shape) === pixelsOf(y.shape);
  // A value that nothing computes, or that lies in a concatenation, has a place of its own already.
  if (!samePlaces || x.view || !producerOf(graph, x.name)) return null;
  return buffers.canJoin(x.name, y.name, reshape) ? 'view' : null;
}

/** The node, reading `x` in place of `y`. */
function reading(node: AnyNode, y: string, x: string): AnyNode {
  return { ...node, inputs: node.inputs.map((name) => (name === y ? x : name)) };
}
