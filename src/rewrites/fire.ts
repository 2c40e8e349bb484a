// A squeeze layer and the expand layers that alone read it → the node fire, one dispatch for a whole fire module
// (arXiv:1602.07360, section 3.1). Not a pass, since it depends on the adapter.
import { freshName } from '../graph/edit';
import { type AnyNode, type Graph, type Node, storageOf, valueNamed } from '../graph/graph';
import { consumersOf, producerOf } from '../graph/uses';
import { isBounds } from '../ops/elementwise/functions';
import { expandPairOf, isDense, joinedPair } from './fire-expand';
import type { Edit, Rewrite } from './rewrite';

/**
 * An edit for a module, after concats were elided. The node stands where the later of the expand layers stood, and its value is a
 * view of both their channels.
 */
export const fire: Rewrite = {
  name: 'fire',
  edits: (graph, node) => {
    const pair = expandPairOf(graph, node);
    const joined = pair && joinedPair(graph, pair);
    if (!pair || !joined) return [];
    const [squeezed = ''] = pair.pointwise.inputs;
    const squeeze = producerOf(graph, squeezed);
    if (!squeeze || !isSqueeze(graph, squeeze)) return [];
    if (consumersOf(graph, squeezed).length !== 2) return [];
    const whole: AnyNode = {
      name: freshName(graph, `${squeeze.name}+${joined.node.name}`),
      op: 'fire',
      inputs: [...squeeze.inputs, ...joined.node.inputs.slice(1)],
      outputs: [],
      attributes: { ...joined.node.attributes, squeeze: squeeze.attributes.activation },
    };
    const edit: Edit = {
      take: [squeeze, pair.pointwise, pair.window],
      give: [{ ...whole, outputs: [whole.name] }],
      views: new Map([[whole.name, joined.view]]),
    };
    // Unstored, the squeeze layer no longer keeps what is read apart from what is written.
    const { root } = storageOf(graph, joined.view.of);
    const isRead = whole.inputs.some((name) => storageOf(graph, name).root === root);
    return isRead ? [] : [edit];
  },
  when: isFasterWhole,
};

/**
 * None: nowhere was it measured to gain, and on no GPU was it measured at all. On SwiftShader with two cores an experiment of
 * the same idea took 1.9 to 9.7 times as long as three dispatches, for every module of SqueezeNet 1.0. What
 * it saves is two dispatches a module, sixteen of 33, and that the squeeze layer, an eighth of what the module gives, is written
 * and read. What it costs: borders are squeezed again by every block, 10×10 pixels for 8×8, or 6×10 for 4×8 of 64 channels; and
 * all of it by every workgroup that shares a block's words.
 */
function isFasterWhole(): boolean {
  return false;
}

/** A pointwise convolution with constant weights and bias that ends in bounds, whose value is no output, no view, and has none. */
function isSqueeze(graph: Graph, node: AnyNode): node is Node<'conv2d'> {
  const [y = ''] = node.outputs;
  const isShared = [...graph.values.values()].some(({ view }) => view?.of === y);
  const isPart = valueNamed(graph, y).view !== undefined;
  if (isShared || isPart || graph.outputs.includes(y) || !isDense(graph, node, 1)) return false;
  return isBounds(node.attributes.activation);
}
