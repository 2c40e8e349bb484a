// A value times its own gate → one activation: x · sigmoid(x) is SiLU (arXiv:1710.05941), x · hard-sigmoid(x) hard-swish
// (arXiv:1905.02244). ONNX files write both as two nodes.
import { type AnyNode, type Graph, producerOf, withoutUnusedValues } from '../graph/graph';
import type { Activation } from '../ops/elementwise/functions';
import { isOnlyFor, type Pass, replacePair } from './pass';

/** Replaces product and gate by an activation of the product's name and output. */
export const fuseGate: Pass = {
  name: 'fuse-gate',
  run: (graph) => withoutUnusedValues(graph.nodes.reduce(fuseAt, graph)),
};

function fuseAt(graph: Graph, node: AnyNode): Graph {
  if (node.op !== 'mul' || node.attributes.activation !== 'none') return graph;
  const [a = '', b = ''] = node.inputs;
  return fuse(graph, node, a, b) ?? fuse(graph, node, b, a) ?? graph;
}

/** Null where `y` is not a gate of `x`, or is read by others too. */
function fuse(graph: Graph, node: AnyNode, x: string, y: string): Graph | null {
  const gate = producerOf(graph, y);
  if (gate?.op !== 'activation' || gate.inputs[0] !== x || !isOnlyFor(graph, y, node)) return null;
  const activation = gated(gate.attributes.activation);
  if (activation === null) return null;
  const { name, outputs } = node;
  const fused: AnyNode = {
    name,
    op: 'activation',
    inputs: [x],
    outputs,
    attributes: { activation },
  };
  return { ...graph, nodes: replacePair(graph, gate, node, fused) };
}

/** x · gate(x) as an activation. */
function gated(gate: Activation): Activation | null {
  if (gate === 'sigmoid') return 'silu';
  if (typeof gate === 'string' || !('hardSigmoid' in gate)) return null;
  const [slope, offset] = gate.hardSigmoid;
  // Files hold the slope as float32, or as so many digits of it.
  const isSixth = Math.fround(slope) === Math.fround(1 / 6);
  return isSixth && offset === 0.5 ? 'hard-swish' : null;
}
