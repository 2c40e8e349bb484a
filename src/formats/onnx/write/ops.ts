// Every op of ours and what writes it.
import { UnsupportedError } from '../../../errors';
import type { AnyNode, Node } from '../../../ir/graph';
import type { OpName } from '../../../ir/ops';
import { writeActivation } from './activations';
import { writeBinary } from './binary';
import type { GraphWriter } from './graph-writer';
import {
  writeBatchNorm,
  writeBiasAdd,
  writeConv2d,
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
import { writeSoftmax, writeTopK } from './scores';
import {
  writeAveragePool2d,
  writeGlobalPool,
  writeLocalResponseNorm,
  writeMaxPool2d,
  writePad2d,
  writeResize2d,
} from './windows';

type OpWriter<O extends OpName> = (writer: GraphWriter, node: Node<O>) => void;

const WRITERS: { readonly [O in OpName]: OpWriter<O> } = {
  activation: writeActivationNode,
  add: writeBinary,
  'as-strided': writeAsStrided,
  'average-pool2d': writeAveragePool2d,
  'batch-norm': writeBatchNorm,
  'bias-add': writeBiasAdd,
  concat: writeConcat,
  conv2d: writeConv2d,
  copy: writeCopy,
  div: writeBinary,
  fire: refuseLowered,
  'fire-expand': refuseLowered,
  'fully-connected': writeFullyConnected,
  'global-average-pool': writeGlobalPool,
  'global-max-pool': writeGlobalPool,
  'local-response-norm': writeLocalResponseNorm,
  'log-softmax': writeSoftmax,
  matmul: writeMatmul,
  'max-pool2d': writeMaxPool2d,
  mul: writeBinary,
  pad2d: writePad2d,
  prelu: writeBinary,
  reshape: writeReshape,
  resize2d: writeResize2d,
  'separable-conv2d': refuseLowered,
  slice: writeSlice,
  softmax: writeSoftmax,
  sub: writeBinary,
  'top-k': writeTopK,
  transpose: writeTranspose,
  'winograd-input': refuseLowered,
  'winograd-multiply': refuseLowered,
  'winograd-output': refuseLowered,
};

/** Writes one node and all that it needs. */
export function writeNode<O extends OpName>(writer: GraphWriter, node: Node<O>): void {
  // The table's index type ties op to attributes.
  const write: OpWriter<O> = WRITERS[node.op];
  write(writer, node);
}

/** What lowerings make of layers, which the file should have as they were. */
function refuseLowered(_: GraphWriter, { name, op }: AnyNode): void {
  throw new UnsupportedError(
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
