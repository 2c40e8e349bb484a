// Sums, products and their like as ONNX nodes, which broadcast from the last axis back.
import type { Node } from '../../../graph/graph';
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
  const [a = '', b = ''] = node.inputs;
  const second =
    writer.rankOf(b) === 1 ? useAcrossChannels(writer, node.name, a, b) : writer.use(b);
  writeActivated(writer, node, node.attributes.activation, (y) =>
    writer.main(node, OP_TYPES.get(node.op) ?? '', [writer.use(a), second], y),
  );
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
