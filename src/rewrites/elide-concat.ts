// concat(a, b, …) → nothing: the producers of a, b, … write straight at their channels of one buffer.
// Fire modules (arXiv:1602.07360) and dense blocks (arXiv:1608.06993) are made of such concats.
import {
  type AnyNode,
  type ChannelView,
  type Graph,
  producerOf,
  readsItsOutput,
  type Value,
  valueNamed,
} from '../graph/graph';
import { channelsOf } from '../tensor/tensor';
import type { Pass } from './pass';

/**
 * Turns every input of a concat into a view of the concat's value, and drops the concat. An input that
 * cannot be computed in place is copied there by a `copy` node: a graph input, a constant, a value that is
 * already part of another concat or occurs twice in this one, or one that would make a node read the buffer it
 * writes, which WebGPU forbids.
 */
export const elideConcat: Pass = {
  name: 'elide-concat',
  run: (graph) => graph.nodes.filter((node) => node.op === 'concat').reduce(elide, graph),
};

function elide(graph: Graph, concat: AnyNode): Graph {
  const others = graph.nodes.filter((node) => node !== concat);
  const members = membersOf(graph, concat);
  // Decided first: a copy reads its source, so that the source's buffer must stay apart from the concat's.
  const copied = new Set(members.filter((member) => !canBePlaced(graph, concat, member.value)));
  let result = withCopies({ ...graph, nodes: others }, [...copied]);
  for (const member of members.filter((candidate) => !copied.has(candidate))) {
    const placed = withValue(result, { ...member.value, view: member.view });
    if (placed.nodes.some((node) => readsItsOutput(placed, node))) {
      copied.add(member);
      result = withCopies(result, [member]);
    } else {
      result = placed;
    }
  }
  const copies = members.filter((member) => copied.has(member)).map(({ copy }) => copy);
  const nodes = graph.nodes.flatMap((node) => (node === concat ? copies : [node]));
  return { ...result, nodes };
}

/** One input of a concat, the channels that it fills, and the node that copies it there if need be. */
interface Member {
  readonly value: Value;
  readonly view: ChannelView;
  readonly copy: AnyNode;
}

function membersOf(graph: Graph, concat: AnyNode): Member[] {
  let channelOffset = 0;
  return concat.inputs.map((input, index) => {
    const value = valueNamed(graph, input);
    const view = { of: concat.outputs[0] ?? '', channelOffset };
    channelOffset += channelsOf(value.shape);
    const name = `${concat.name}/copy${index}`;
    return {
      value,
      view,
      copy: { name, op: 'copy', inputs: [input], outputs: [name], attributes: {} },
    };
  });
}

/** Whether a value is computed, occurs once, and has no other place yet. */
function canBePlaced(graph: Graph, concat: AnyNode, value: Value): boolean {
  const occursOnce = concat.inputs.filter((name) => name === value.name).length === 1;
  return occursOnce && !value.view && isComputed(graph, value);
}

function withCopies(graph: Graph, members: readonly Member[]): Graph {
  return members.reduce(
    (result, { value, view, copy }) => ({
      ...withValue(result, { ...value, name: copy.name, view }),
      nodes: [...result.nodes, copy],
    }),
    graph,
  );
}

function withValue(graph: Graph, value: Value): Graph {
  return { ...graph, values: new Map(graph.values).set(value.name, value) };
}

/** Whether nodes write this value, itself or (after an earlier concat) channel by channel. */
function isComputed(graph: Graph, { name }: Value): boolean {
  if (producerOf(graph, name)) return true;
  return [...graph.values.values()].some((value) => value.view?.of === name);
}
