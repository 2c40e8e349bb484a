// Every op of ours and what writes it.
import { UnsupportedError } from '../../../errors';
import type { Node } from '../../../graph/graph';
import { BINARY, type BinaryName } from '../../../ops/elementwise/binary';
import { type OpName, opNamed } from '../../../ops/registry';
import { writeActivation } from './activations';
import { writeBinary } from './binary';
import {
  writeArgMax,
  writeChoose,
  writeComparison,
  writeGlobalReduction,
  writeUnary,
} from './functions';
import type { GraphWriter } from './graph-writer';
import {
  writeBatchNorm,
  writeBiasAdd,
  writeConv2d,
  writeConvTranspose2d,
  writeFullyConnected,
  writeMatmul,
} from './layers';
import {
  writeAsStrided,
  writeConcat,
  writeCopy,
  writeReshape,
  writeSlice,
  writeTranspose,
} from './movement';
import { writeRequantize, writeRequantizedSum } from './requantized';
import { writeSoftmax, writeTopIndices, writeTopK } from './scores';
import {
  writeAveragePool2d,
  writeGlobalPool,
  writeLocalResponseNorm,
  writeMaxPool2d,
  writePad2d,
  writeResize2d,
} from './windows';

type OpWriter<O extends OpName> = (writer: GraphWriter, node: Node<O>) => void;

const WRITERS: { readonly [O in OpName]?: OpWriter<O> } = {
  ...(Object.fromEntries(BINARY.map((op) => [op, writeBinary])) as {
    [O in BinaryName]: OpWriter<O>;
  }),
  activation: writeActivationNode,
  'arg-max': writeArgMax,
  'as-strided': writeAsStrided,
  'average-pool2d': writeAveragePool2d,
  'batch-norm': writeBatchNorm,
  'bias-add': writeBiasAdd,
  choose: writeChoose,
  comparison: writeComparison,
  concat: writeConcat,
  'conv-transpose2d': writeConvTranspose2d,
  conv2d: writeConv2d,
  copy: writeCopy,
  'fully-connected': writeFullyConnected,
  'global-average-pool': writeGlobalPool,
  'global-max-pool': writeGlobalPool,
  'global-reduction': writeGlobalReduction,
  'local-response-norm': writeLocalResponseNorm,
  'log-softmax': writeSoftmax,
  matmul: writeMatmul,
  'max-pool2d': writeMaxPool2d,
  pad2d: writePad2d,
  requantize: writeRequantize,
  'requantized-sum': writeRequantizedSum,
  reshape: writeReshape,
  resize2d: writeResize2d,
  slice: writeSlice,
  softmax: writeSoftmax,
  'top-indices': writeTopIndices,
  'top-k': writeTopK,
  transpose: writeTranspose,
  unary: writeUnary,
};

/** Writes one node and all that it needs. */
export function writeNode<O extends OpName>(writer: GraphWriter, node: Node<O>): void {
  // The table's index type ties op to attributes.
  const write: OpWriter<O> | undefined = WRITERS[node.op];
  if (!write) throw opNamed(node.op).isLowered ? refuseLowered(node) : refuseUnknown(node);
  write(writer, node);
}

/** What TFLite has and ONNX has not, or in another form. */
function refuseUnknown({ name, op }: Node): UnsupportedError {
  return new UnsupportedError(
    `Node "${name}" (${op}) is of an op that Kindling cannot write as ONNX.`,
  );
}

/** What lowerings make of layers, which the file should have as they were. */
function refuseLowered({ name, op }: Node): UnsupportedError {
  return new UnsupportedError(
    `Node "${name}" (${op}) is a part of layers, or several layers in one, as they were prepared for a device, which ONNX cannot express. ` +
      'Write the graph as it was before its passes.',
  );
}

function writeActivationNode(writer: GraphWriter, node: Node<'activation'>): void {
  const x = writer.use(node.inputs[0] ?? '');
  const y = writer.result(node.outputs[0] ?? '');
  writeActivation(
    writer,
    node.name,
    node.attributes.activation,
    x,
    y,
    (opType, inputs, output, attributes) => writer.main(node, opType, inputs, output, attributes),
  );
}
