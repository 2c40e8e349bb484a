// concat(a, b, …) → nothing: the producers of a, b, … write straight at their channels of one buffer.
// Fire modules (arXiv:1602.07360) and dense blocks (arXiv:1608.06993) are made of such concats.
import { type AnyNode, type ChannelView, type Value, valueNamed } from '../graph/graph';
import { MutableGraph } from '../graph/mutable-graph';
import { channelsOf } from '../tensor/tensor';
import { Buffers } from './buffers';
import { inSteps } from './pass';

/**
 * Turns every input of a concat into a view of the concat's value, and drops the concat. An input that
 * cannot be computed in place is copied there by a `copy` node: a graph input, a constant, a value that is
 * already part of another concat or occurs twice in this one, or one that would make a node read the buffer it
 * writes, which WebGPU forbids.
 */
export const elideConcat = inSteps('elide-concat', function* (graph) {
  const edited = new MutableGraph(graph);
  const buffers = new Buffers(graph);
  for (const node of graph.nodes) {
    yield;
    if (node.op === 'concat') elide(edited, buffers, node);
  }
  return edited.done();
});

function elide(graph: MutableGraph, buffers: Buffers, concat: AnyNode): void {
  const members = membersOf(graph, concat);
  const last = new Map(concat.inputs.map((name, index) => [name, index]));
  const twice = new Set(concat.inputs.filter((name, index) => last.get(name) !== index));
  const copies = new Set<AnyNode>();
  const place = (name: string, { value, view }: Member) => {
    buffers.join(name, view.of);
    graph.setValue({ ...value, name, view });
  };
  const copy = (member: Member) => {
    copies.add(member.copy);
    buffers.add(member.copy);
    place(member.copy.name, member);
  };
  const canBePlaced = ({ value: { name, view } }: Member) =>
    !twice.has(name) && !view && buffers.isWritten(name);
  const placed = members.filter(canBePlaced);
  // First: a copy reads its source, so that the source's buffer must stay apart from the concat's.
  for (const member of members) if (!canBePlaced(member)) copy(member);
  for (const member of placed) {
    const { name } = member.value;
    if (buffers.canJoin(name, member.view.of, concat)) place(name, member);
    else copy(member);
  }
  buffers.delete(concat);
  graph.replace(
    [concat],
    members.flatMap((member) => (copies.has(member.copy) ? member.copy : [])),
  );
}

/** One input of a concat, the channels that it fills, and the node that copies it there if need be. */
interface Member {
  readonly value: Value;
  readonly view: ChannelView;
  readonly copy: AnyNode;
}

function membersOf(graph: MutableGraph, concat: AnyNode): Member[] {
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
