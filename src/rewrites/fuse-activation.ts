// A layer, then activation → the layer with the activation as its epilogue.
import type { AnyNode, Node } from '../graph/graph';
import { producerOf } from '../graph/uses';
import { type OpAttributes, type OpName, opNamed } from '../ops/registry';
import { isOnlyFor, passOf } from './pass';

/** An op that ends in an activation. */
type LayerOp = {
  [O in OpName]: 'activation' extends keyof OpAttributes[O] ? O : never;
}[OpName];
type Layer = { [O in LayerOp]: Node<O> }[LayerOp];

/** Moves an activation into the layer before it. The fused node keeps the activation's name and output. */
export const fuseActivation = passOf('fuse-activation', (graph, node) => {
  if (node.op !== 'activation') return null;
  const [x = ''] = node.inputs;
  const layer = producerOf(graph, x);
  if (!layer || !isLayer(layer) || layer.attributes.activation !== 'none') return null;
  if (!isOnlyFor(graph, x, node)) return null;
  const { activation } = node.attributes;
  const attributes = { ...layer.attributes, activation };
  // Each op keeps its own attributes; TypeScript cannot see that through the union.
  const fused = { ...layer, name: node.name, outputs: node.outputs, attributes } as AnyNode;
  return { take: [layer, node], give: [fused] };
});

function isLayer(node: AnyNode): node is Layer {
  return node.op !== 'activation' && 'activation' in opNamed(node.op).attributes;
}
