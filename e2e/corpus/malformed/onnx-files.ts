// Small ONNX files: sound ones for seeded damage, and those that hold given nodes.
import {
  type FileParts,
  onnxFile,
  smallNetwork,
} from '../../../src/formats/onnx/onnx-file.fixtures';
import type { OnnxNode, OnnxTensor } from '../../../src/formats/onnx/onnx-model';
import { buildCaseFile } from '../onnx/case-file';
import { OP_CASES } from '../onnx/index';
import type { SoundFile } from './mutate';

/** A whole network, and every 20th case of the op suite. */
export const ONNX_FILES: readonly SoundFile[] = [
  { name: 'a small ONNX network', bytes: smallNetwork },
  ...OP_CASES.flatMap((test, index) => {
    const name = `ONNX op case ${index}`;
    return index % 20 === 0 ? [{ name, bytes: () => buildCaseFile(test, index).bytes }] : [];
  }),
];

/** A file of these nodes that maps x to y, feature maps of three channels and 9×8 pixels unless told. */
export function file(
  nodes: readonly OnnxNode[],
  initializers: readonly OnnxTensor[] = [],
  more: Partial<FileParts> = {},
): Uint8Array {
  return onnxFile({
    inputs: { x: [1, 3, 9, 8] },
    outputs: { y: null },
    nodes,
    initializers,
    ...more,
  });
}
