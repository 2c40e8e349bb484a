// Constants that a file gives as nodes, number by number.
import { floatOf, floatsOf, intOf, intsOf, tensorOf } from '../attributes';
import { type Constant, constantOf, foldedConstant } from '../constant';
import { ONNX_TYPES, type OnnxNode } from '../onnx-model';
import { type OnnxNet, outputOf } from '../onnx-net';
import type { Folders } from './folder';

const { FLOAT, INT64 } = ONNX_TYPES;

export const CONSTANT: Folders = { Constant: (net, node) => [constantNode(net, node)] };

function constantNode(net: OnnxNet, node: OnnxNode): Constant {
  const name = outputOf(node);
  const tensor = tensorOf(node, 'value');
  if (tensor) return constantOf({ ...tensor, name });
  const [attribute] = node.attributes;
  switch (attribute?.name) {
    case 'value_float':
      return foldedConstant(name, [], FLOAT, () => floatOf(node, 'value_float', 0));
    case 'value_int':
      return foldedConstant(name, [], INT64, () => intOf(node, 'value_int', 0));
    case 'value_floats':
      return vector(name, FLOAT, floatsOf(node, 'value_floats') ?? []);
    case 'value_ints':
      return vector(name, INT64, intsOf(node, 'value_ints') ?? []);
    default:
      throw net.unsupported(node, `is given as ${attribute?.name ?? 'nothing'}`);
  }
}

function vector(name: string, dataType: number, numbers: readonly number[]): Constant {
  return foldedConstant(name, [numbers.length], dataType, (i) => numbers[i] ?? 0);
}
