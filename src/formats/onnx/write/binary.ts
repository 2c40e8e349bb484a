// Sums, products and their like as ONNX nodes, which broadcast from the last axis back.
import type { AnyNode, Node } from '../../../graph/graph';
import type { BinaryName } from '../../../ops/elementwise/binary';
import { f32Tensor, type Shape } from '../../../tensor/tensor';
import { BINARY_SPELLINGS } from '../spellings';
import { writeActivated } from './activations';
import type { GraphWriter } from './graph-writer';

const OP_TYPES = new Map<BinaryName, string>([
  ...BINARY_SPELLINGS.map(([opType, op]) => [op, opType] as const),
  ['prelu', 'PRelu'],
]);

export function writeBinary(writer: GraphWriter, node: Node<BinaryName>): void {
  const [a = ''] = node.inputs;
  const second = secondOperand(writer, node);
  writeActivated(writer, node, node.attributes.activation, (y) =>
    writer.main(node, OP_TYPES.get(node.op) ?? '', [writer.use(a), second], y),
  );
}

/** The second of two values, which may be a vector. */
export function secondOperand(
  writer: GraphWriter,
  { name, inputs: [a = '', b = ''] }: Pick<AnyNode, 'name' | 'inputs'>,
): string {
  return writer.rankOf(b) === 1 ? useAcrossChannels(writer, name, a, b) : writer.use(b);
}

/** A vector [c] as a feature map's channels want it: [1, c, 1, 1]. For an x of another rank it is right as it is. */
export function useAcrossChannels(
  writer: GraphWriter,
  name: string,
  x: string,
  vector: string,
): string {
  if (writer.rankOf(x) !== 4) return writer.use(vector);
  const shape: Shape = [1, writer.shapeOf(vector)[0] ?? 1, 1, 1];
  const constant = writer.constantOf(vector);
  if (constant) {
    return writer.constant(vector, 'channels', () =>
      f32Tensor(shape, new Float32Array(constant.data)),
    );
  }
  const target = writer.int64s(`${name}/channels-shape`, shape);
  return writer.step(`${name}/channels`, 'Reshape', [writer.use(vector), target]);
}
