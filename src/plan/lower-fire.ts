// A squeeze layer and the expand layers that alone read it → the node fire, one dispatch for a whole fire module
// (arXiv:1602.07360, section 3.1). Not a pass, since it depends on the adapter.
import { freshName } from '../graph/edit';
import {
  type AnyNode,
  consumersOf,
  type Graph,
  type Node,
  producerOf,
  readsItsOutput,
  valueNamed,
} from '../graph/graph';
import { fire } from '../kernels/conv/fire';
import { callOf } from './build-plan';
import { expandPairOf, type FireExpandRule, isDense, joinPair } from './lower-fire-expand';
import type { AdapterKind } from './plan';

/** Whether a pair of expand layers becomes one node with its squeeze layer, of those that can. */
export type FireRule = FireExpandRule;

/**
 * Replaces the modules that the kernel computes and that the rule wants to be, after concats were elided. The node stands
 * where the later of the expand layers stood, and its value is a view of both their channels.
 */
export function lowerFire(graph: Graph, adapter: AdapterKind, wants: FireRule): Graph {
  return graph.nodes.reduce((result, node) => {
    const pair = expandPairOf(result, node);
    if (!pair) return result;
    const whole = withSqueeze(joinPair(result, pair), pair.pointwise.inputs[0] ?? '');
    return whole && wants(graph, pair, adapter) ? whole : result;
  }, graph);
}

/**
 * None: nowhere was it measured to gain, and on no GPU was it measured at all. On SwiftShader with two cores an experiment of
 * the same idea took 1.9 to 9.7 times as long as three dispatches, for every module of SqueezeNet 1.0. What
 * it saves is two dispatches a module, sixteen of 33, and that the squeeze layer, an eighth of what the module gives, is written
 * and read. What it costs: borders are squeezed again by every block, 10×10 pixels for 8×8, or 6×10 for 4×8 of 64 channels; and
 * all of it by every workgroup that shares a block's words.
 */
export const isFasterWhole: FireRule = () => false;

/** With one node in the place of the producer of `squeezed` and of the node fire-expand that reads it; null where it cannot be. */
function withSqueeze(graph: Graph, squeezed: string): Graph | null {
  const [expand, ...others] = consumersOf(graph, squeezed);
  const squeeze = producerOf(graph, squeezed);
  if (expand?.op !== 'fire-expand' || others.length > 0) return null;
  if (!squeeze || !isSqueeze(graph, squeeze)) return null;
  const name = freshName(graph, `${squeeze.name}+${expand.name}`);
  const [joined = ''] = expand.outputs;
  const node: AnyNode = {
    name,
    op: 'fire',
    inputs: [...squeeze.inputs, ...expand.inputs.slice(1)],
    outputs: [name],
    attributes: { ...expand.attributes, squeeze: squeeze.attributes.activation },
  };
  const nodes = graph.nodes.flatMap((other) => {
    if (other === squeeze) return [];
    return other === expand ? [node] : [other];
  });
  const values = new Map(graph.values);
  values.delete(squeezed);
  values.delete(joined);
  values.set(name, { ...valueNamed(graph, joined), name });
  const whole = { ...graph, nodes, values };
  // Unstored, the squeeze layer no longer keeps what is read apart from what is written.
  return !readsItsOutput(whole, node) && fire.accepts(callOf(whole, node)) ? whole : null;
}

/** A pointwise convolution with constant weights and bias, whose value is no output, no view, and has none. */
function isSqueeze(graph: Graph, node: AnyNode): node is Node<'conv2d'> {
  const [y = ''] = node.outputs;
  const isShared = [...graph.values.values()].some(({ view }) => view?.of === y);
  const isPart = valueNamed(graph, y).view !== undefined;
  return !isShared && !isPart && !graph.outputs.includes(y) && isDense(graph, node, 1);
}
