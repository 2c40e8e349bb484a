// Reads an ONNX file as a model, with what its nodes need: few files have the ops that are in a chunk of their own.
import type { Model } from '../../graph/model';
import { COMMON_OPS } from './common-ops';
import { convertModel, type ReadOnnxOptions } from './convert-model';
import { decodeOnnx } from './decode-model';
import { usesFurtherOps } from './uses-further-ops';

/**
 * Reads an ONNX model (IR versions 3 to 13, op sets 7 to 25). Feature maps, [n, c, h, w] outside, are held with channels
 * last; half precision is computed in single precision. The model does not classify pictures: ONNX files do not say how
 * a picture becomes their input.
 * @throws ModelFormatError naming the node and byte offset: the file is truncated, damaged or contradicts itself.
 * @throws UnsupportedError listing all ops that Kindling does not have and all nodes that it cannot express.
 */
export async function readOnnx(bytes: Uint8Array, options: ReadOnnxOptions): Promise<Model> {
  // Plain bytes, also of Node's Buffer, whose methods differ.
  const model = decodeOnnx(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  const ops = usesFurtherOps(model.graph) ? (await import('./all-ops')).ALL_OPS : COMMON_OPS;
  return convertModel(model, { ...options, byteLength: bytes.byteLength }, ops);
}
