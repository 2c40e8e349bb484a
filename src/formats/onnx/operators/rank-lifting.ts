// Windows along one axis: [n, c, w] is computed as [n, c, 1, w].
import { renamed } from '../constant';
import type { OnnxAttribute } from '../onnx-model';
import type { OnnxNet, Operand } from '../onnx-net';
import type { Converter } from './converter';
import { convertedWith } from './wrapping';

/** What is put in front of an attribute's numbers. */
const LIFTS: Readonly<Record<string, number>> = {
  kernel_shape: 1,
  strides: 1,
  dilations: 1,
  output_padding: 0,
};

/** A converter of images that takes lines, too. */
export function lifted(converter: Converter): Converter {
  return (net, node) => {
    const x = net.input(node, 0);
    if (x.dims.length !== 3) {
      converter(net, node);
      return;
    }
    const operands = new Map<number, Operand>([[0, withHeight(net, x, node.inputs[0] ?? '')]]);
    const weights = net.optional(node, 1);
    if (weights?.dims.length === 3) {
      operands.set(1, withHeight(net, weights, node.inputs[1] ?? ''));
    }
    const attributes = node.attributes.map(liftedAttribute);
    const results = convertedWith(net, { ...node, attributes }, converter, operands);
    for (const [i, result] of results.entries()) {
      if (!result) continue;
      const [n = 1, c = 1, , w = 1] = result.dims;
      const name = node.outputs[i] ?? '';
      net.define(name, net.reshaped(result, [n, c, w], name), node.offset);
    }
  };
}

function withHeight(net: OnnxNet, operand: Operand, name: string): Operand {
  const [n = 1, c = 1, w = 1] = operand.dims;
  const dims = [n, c, 1, w];
  if (operand.kind === 'constant') return renamed(operand, operand.name, dims);
  return net.reshaped(operand, dims, `${name}/lifted`);
}

function liftedAttribute(attribute: OnnxAttribute): OnnxAttribute {
  const { name, ints } = attribute;
  if (!ints) return attribute;
  if (name === 'pads') return { name, ints: [0, ints[0] ?? 0, 0, ints[1] ?? 0] };
  // The height is 1 whatever is asked for: the last number is the width.
  if (name === 'output_shape') return { name, ints: [1, ints.at(-1) ?? 1] };
  const lift = LIFTS[name];
  return lift === undefined ? attribute : { name, ints: [lift, ...ints] };
}
