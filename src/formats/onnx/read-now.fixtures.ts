// Reads ONNX at once, with all ops.
import type { Model } from '../../graph/model';
import { ALL_OPS } from './all-ops';
import { convertModel, type ReadOnnxOptions } from './convert-model';
import { decodeOnnx } from './decode-model';

/** The model of a file. */
export function readOnnxNow(bytes: Uint8Array, options: ReadOnnxOptions): Model {
  const { byteLength } = bytes;
  return convertModel(decodeOnnx(Uint8Array.from(bytes)), { ...options, byteLength }, ALL_OPS);
}
