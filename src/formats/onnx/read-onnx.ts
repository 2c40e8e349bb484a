// Reads an ONNX file as a model, with what its nodes need: few files have the ops that are in a chunk of their own.
import type { Model } from '../../graph/model';
import { Yielder } from '../../util/yielder';
import { COMMON_OPS } from './common-ops';
import { convertSteps, type ReadOnnxOptions } from './convert-model';
import { decodeSteps } from './decode-model';
import type { Beside } from './prepare/files-beside';
import { usesFurtherOps } from './uses-further-ops';

/** What reading a file may need besides its bytes. */
export interface ReadOnnxFileOptions extends ReadOnnxOptions {
  /** Gives the bytes of files beside the model, for weights that lie there. */
  readonly beside?: Beside;
}

/**
 * Reads an ONNX model (IR versions 3 to 13, op sets 7 to 25). Feature maps, [n, c, h, w] outside, are held with channels
 * last; half precision is computed in single precision. The model does not classify pictures: ONNX files do not say how
 * a picture becomes their input.
 * @throws ModelFormatError naming the node and byte offset: the file is truncated, damaged or contradicts itself.
 * @throws UnsupportedError listing all ops that Kindling does not have and all nodes that it cannot express.
 * @throws WeightsUnavailableError naming a file beside the model that is not there; the signal's reason.
 */
export async function readOnnx(bytes: Uint8Array, options: ReadOnnxFileOptions): Promise<Model> {
  // Plain bytes, also of Node's Buffer, whose methods differ.
  const plain = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { signal } = options;
  const yielder = new Yielder();
  const model = await yielder.run(decodeSteps(plain), signal);
  const given = { ...options, byteLength: bytes.byteLength };
  // What sizes that are given, and a batch, do to a file for one image is looked at with all ops at hand.
  if (options.batch === 1 && !options.inputs && !usesFurtherOps(model.graph)) {
    try {
      return await yielder.run(convertSteps(model, given, COMMON_OPS), signal);
    } catch {
      // Common ops have forms that few files ask for: all ops read the file, or say why they do not.
    }
  }
  const { readFurther } = await import('./read-further');
  return readFurther(model, given, options.beside);
}
