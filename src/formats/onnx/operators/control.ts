// If on a constant: the nodes of the branch that is taken.
import { constantOf } from '../constant';
import { decodeGraph } from '../decode-model';
import type { OnnxNode } from '../onnx-model';
import type { OnnxNet } from '../onnx-net';
import { inOrder } from '../prepare/sort-nodes';
import { ProtoReader } from '../proto-reader';
import { GRAPH } from '../proto-types';
import type { Converters } from './converter';

export const CONTROL: Converters = { If: branch };

function branch(net: OnnxNet, node: OnnxNode): void {
  const condition = net.constant(node, 0);
  const name = condition.data[0] ? 'then_branch' : 'else_branch';
  const bytes = node.attributes.find((attribute) => attribute.name === name)?.g;
  if (!bytes) throw net.misfit(node, `has no ${name}`);
  const graph = decodeGraph(ProtoReader.of(bytes, GRAPH));
  for (const tensor of graph.initializers) {
    net.define(tensor.name, constantOf(tensor), node.offset);
  }
  for (const inner of inOrder(graph.nodes)) net.convertNode(inner);
  for (const [i, output] of node.outputs.entries()) {
    if (output === '') continue;
    const operand = net.lookUp(graph.outputs[i]?.name ?? '');
    if (!operand) throw net.misfit(node, `has a branch that does not give "${output}"`);
    net.define(output, operand, node.offset);
  }
}
