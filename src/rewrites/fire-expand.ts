// A 1×1 and a 3×3 convolution of one value that lie side by side in one buffer → the node fire-expand, one dispatch for
// both: the expand layers of a fire module (arXiv:1602.07360, section 3.1). Not a pass, since it depends on the adapter.
import { freshName } from '../graph/edit';
import {
  type AnyNode,
  type ChannelView,
  type Graph,
  type Node,
  type Value,
  valueNamed,
} from '../graph/graph';
import { consumersOf } from '../graph/uses';
import { partSide } from '../ops/conv/fire-expand';
import { channelsOf } from '../tensor/tensor';
import type { Edit, Rewrite } from './rewrite';

/** The two convolutions of a fire module's expand layers. */
export interface ExpandPair {
  readonly pointwise: Node<'conv2d'>;
  readonly window: Node<'conv2d'>;
}

/**
 * An edit for a pair that can be computed together, after concats were elided: then both values are views of one. Nothing may
 * read a part alone, so no node depends on one being there before the other. The node's value is a view of both parts' channels,
 * and it is named after both.
 */
export const fireExpand: Rewrite = {
  name: 'fire-expand',
  edits: (graph, node) => {
    const pair = expandPairOf(graph, node);
    const joined = pair && joinedPair(graph, pair);
    return pair && joined ? [editOf([pair.pointwise, pair.window], joined)] : [];
  },
  when: isFasterTogether,
};

/**
 * None: nowhere was it measured to gain. On SwiftShader with two cores, the time of the two dispatches over that of the one,
 * tiles of 8×4 with shared weights, medians of the ratios of 25 to 31 interleaved runs beside other work: SqueezeNet 1.0's
 * 0.94 and 1.18 at 55×55 (16 and 32 channels), 1.12, 1.02 to 1.11, and 0.97 at 27×27 (32, 48, 64), 1.02 to 1.09 at 13×13:
 * as much as the same measurement varies. By timestamps, 0.90 to 1.14. Winograd's F(2×2, 3×3) with a 1×1 layer gains 1.1
 * to 1.3 over the two there. What it saves is a dispatch for each fire module, eight of 33: an H100 takes 1.09 times as long for
 * SqueezeNet 1.0 all the same.
 */
function isFasterTogether(): boolean {
  return false;
}

/** The pair that a node is the 1×1 part of; null where it is none. */
export function expandPairOf(graph: Graph, node: AnyNode): ExpandPair | null {
  if (!isPart(graph, node, 1)) return null;
  const window = consumersOf(graph, node.inputs[0] ?? '').find((other) =>
    isBeside(graph, node, other),
  );
  return window?.op === 'conv2d' ? { pointwise: node, window } : null;
}

/** The node that computes a pair, and the place of its value. */
export interface JoinedPair {
  readonly node: Node<'fire-expand'>;
  readonly view: ChannelView;
}

/** Both layers as one node; null where their channels do not touch. */
export function joinedPair(graph: Graph, pair: ExpandPair): JoinedPair | null {
  const span = spanOf(graph, pair);
  if (!span) return null;
  const { pointwise, window } = pair;
  const [before, after] = span.first === 1 ? [pointwise, window] : [window, pointwise];
  const name = freshName(graph, `${before.name}+${after.name}`);
  const node: Node<'fire-expand'> = {
    name,
    op: 'fire-expand',
    inputs: [...pointwise.inputs, ...window.inputs.slice(1)],
    outputs: [name],
    attributes: { activation: pointwise.attributes.activation, first: span.first },
  };
  return { node, view: span.view };
}

function editOf(take: readonly AnyNode[], { node, view }: JoinedPair): Edit {
  // The union of nodes has one member for each op.
  return { take, give: [node as AnyNode], views: new Map([[node.name, view]]) };
}

/** A dense convolution of this window, with constant weights and bias. */
export function isDense(graph: Graph, node: AnyNode, side: 1 | 3): node is Node<'conv2d'> {
  if (node.op !== 'conv2d' || partSide(node.attributes) !== side) return false;
  const weights = node.inputs.slice(1);
  return weights.length === 2 && weights.every((name) => graph.constants.has(name));
}

/** One that is read only as a part of a wider value. */
function isPart(graph: Graph, node: AnyNode, side: 1 | 3): node is Node<'conv2d'> {
  const [y = ''] = node.outputs;
  const isRead = consumersOf(graph, y).length > 0 || graph.outputs.includes(y);
  return !isRead && isDense(graph, node, side);
}

function isBeside(graph: Graph, pointwise: Node<'conv2d'>, other: AnyNode): boolean {
  if (!isPart(graph, other, 3) || other.inputs[0] !== pointwise.inputs[0]) return false;
  const activations = [pointwise, other].map(({ attributes }) => attributes.activation);
  const [a, b] = activations.map((activation) => JSON.stringify(activation));
  return a === b && spanOf(graph, { pointwise, window: other }) !== null;
}

/** The channels of both parts in the value that they are views of, and which are first; null where they do not touch. */
function spanOf(
  graph: Graph,
  { pointwise, window }: ExpandPair,
): { view: ChannelView; first: 1 | 3 } | null {
  const [one, three] = [resultOf(graph, pointwise), resultOf(graph, window)];
  if (!one.view || !three.view || one.view.of !== three.view.of) return null;
  const endOf = ({ shape, view }: Value) => (view?.channelOffset ?? 0) + channelsOf(shape);
  if (endOf(one) === three.view.channelOffset) return { view: one.view, first: 1 };
  return endOf(three) === one.view.channelOffset ? { view: three.view, first: 3 } : null;
}

function resultOf(graph: Graph, { outputs }: AnyNode): Value {
  return valueNamed(graph, outputs[0] ?? '');
}
