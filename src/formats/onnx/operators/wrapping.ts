// Converters that see a node's operand otherwise than it is: with one more axis, or its whole numbers as real ones.
import type { OnnxNode } from '../onnx-model';
import type { Computed, OnnxNet, Operand } from '../onnx-net';
import type { Converter } from './converter';

/** Converts a node with other operands; gives what stands for its outputs, by position. */
export function convertedWith(
  net: OnnxNet,
  node: OnnxNode,
  converter: Converter,
  operands: ReadonlyMap<number, Operand>,
): (Computed | null)[] {
  const hidden = (name: string, part: string) =>
    name === '' ? '' : net.hiddenName(`${name}/${part}`);
  const inputs = node.inputs.map((name, position) => {
    const operand = operands.get(position);
    if (!operand) return name;
    const alias = hidden(name, 'inner');
    net.define(alias, operand, node.offset);
    return alias;
  });
  const outputs = node.outputs.map((name) => hidden(name, 'outer'));
  converter(net, { ...node, inputs, outputs });
  return outputs.map((name) => {
    const operand = name === '' ? undefined : net.lookUp(name);
    return operand?.kind === 'computed' ? operand : null;
  });
}

/** For what only moves or chooses numbers: the output is of whole or quantised numbers as the first operand is. */
export function keepingType(converter: Converter): Converter {
  return (net, node) => {
    const positions = node.inputs.flatMap((name, position) => (name === '' ? [] : [position]));
    const typed = positions.flatMap((position) => {
      const operand = net.input(node, position);
      return operand.kind === 'computed' ? [{ position, operand }] : [];
    });
    const [first] = typed;
    const type = first && typeOf(first.operand);
    if (!first || type === undefined) {
      converter(net, node);
      return;
    }
    const differs = typed.some(({ operand }) => typeOf(operand) !== type);
    if (differs) throw net.unsupported(node, 'mixes numbers of several types or scales');
    const plain = new Map(
      typed.map(({ position, operand: { quantization: _, integer: __, ...rest } }) => [
        position,
        rest as Operand,
      ]),
    );
    const { quantization, integer } = first.operand;
    for (const [i, result] of convertedWith(net, node, converter, plain).entries()) {
      if (!result) continue;
      const kept = {
        ...result,
        ...(quantization === undefined ? {} : { quantization }),
        ...(integer === undefined ? {} : { integer }),
      };
      net.define(node.outputs[i] ?? '', kept, node.offset);
    }
  };
}

function typeOf({ quantization, integer }: Computed): string | undefined {
  return quantization ?? (integer === undefined ? undefined : String(integer));
}
