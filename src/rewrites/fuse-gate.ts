// A value times its own gate → one activation: x · sigmoid(x) is SiLU (arXiv:1710.05941), x · hard-sigmoid(x) hard-swish
// (arXiv:1905.02244). ONNX files write both as two nodes.
import type { AnyNode, Graph } from '../graph/graph';
import { producerOf } from '../graph/uses';
import type { Activation } from '../ops/elementwise/functions';
import { isOnlyFor, passOf } from './pass';
import type { Edit } from './rewrite';

/** Replaces product and gate by an activation of the product's name and output. */
export const fuseGate = passOf('fuse-gate', (graph, node) => {
  if (node.op !== 'mul' || node.attributes.activation !== 'none') return null;
  const [a = '', b = ''] = node.inputs;
  return fuse(graph, node, a, b) ?? fuse(graph, node, b, a);
});

/** Null where `y` is not a gate of `x`, or is read by others too. */
function fuse(graph: Graph, node: AnyNode, x: string, y: string): Edit | null {
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
  return { take: [gate, node], give: [fused] };
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
