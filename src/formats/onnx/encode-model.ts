// Plain data → bytes of an ONNX file. Fields that are empty are left out, as protobuf does; an attribute always has its
// type, which IR versions from 3 on ask for.
import { PbfWriter } from 'pbf';
import { encodeAttribute, encodeTensor } from './encode-tensor';
import type { OnnxGraph, OnnxModel, OnnxNode, OnnxValueInfo } from './onnx-model';
import {
  DIMENSION,
  fieldNumber,
  GRAPH,
  MODEL,
  NODE,
  OPSET,
  SHAPE,
  TENSOR_TYPE,
  TYPE,
  VALUE_INFO,
} from './proto-types';
import { writeAnyText, writeInt, writeText } from './proto-writer';

/** Bytes for everything but the raw bytes of tensors, to begin with; the buffer grows where they do not suffice. */
const STRUCTURE_BYTES = 2 ** 16;

/**
 * Encodes an ONNX file; `decodeOnnx` gives the same model back, with the offsets that its parts then have.
 * @throws RangeError for external data, and for what is not read either: several subgraphs, types.
 */
export function encodeOnnx(model: OnnxModel): Uint8Array<ArrayBuffer> {
  const raw = model.graph.initializers.reduce((sum, tensor) => sum + (tensor.raw?.length ?? 0), 0);
  const pbf = new PbfWriter(new Uint8Array(raw + STRUCTURE_BYTES));
  writeInt(pbf, fieldNumber(MODEL, 'ir_version'), model.irVersion);
  writeText(pbf, fieldNumber(MODEL, 'producer_name'), model.producer);
  for (const [domain, version] of Object.entries(model.opsets)) {
    pbf.writeMessage(fieldNumber(MODEL, 'opset_import'), encodeOpset, { domain, version });
  }
  pbf.writeMessage(fieldNumber(MODEL, 'graph'), encodeGraph, model.graph);
  for (const bytes of model.functions) {
    pbf.writeBytesField(fieldNumber(MODEL, 'functions'), bytes);
  }
  return new Uint8Array(pbf.finish());
}

function encodeOpset(opset: { domain: string; version: number }, pbf: PbfWriter): void {
  writeText(pbf, fieldNumber(OPSET, 'domain'), opset.domain);
  writeInt(pbf, fieldNumber(OPSET, 'version'), opset.version);
}

function encodeGraph(graph: OnnxGraph, pbf: PbfWriter): void {
  for (const node of graph.nodes) pbf.writeMessage(fieldNumber(GRAPH, 'node'), encodeNode, node);
  writeText(pbf, fieldNumber(GRAPH, 'name'), graph.name);
  for (const tensor of graph.initializers) {
    pbf.writeMessage(fieldNumber(GRAPH, 'initializer'), encodeTensor, tensor);
  }
  for (const bytes of graph.sparseInitializers) {
    pbf.writeBytesField(fieldNumber(GRAPH, 'sparse_initializer'), bytes);
  }
  for (const input of graph.inputs) {
    pbf.writeMessage(fieldNumber(GRAPH, 'input'), encodeValueInfo, input);
  }
  for (const output of graph.outputs) {
    pbf.writeMessage(fieldNumber(GRAPH, 'output'), encodeValueInfo, output);
  }
}

function encodeNode(node: OnnxNode, pbf: PbfWriter): void {
  // An empty name stands for an input that is left out, so that it is written all the same.
  for (const input of node.inputs) writeAnyText(pbf, fieldNumber(NODE, 'input'), input);
  for (const output of node.outputs) writeAnyText(pbf, fieldNumber(NODE, 'output'), output);
  writeText(pbf, fieldNumber(NODE, 'name'), node.name);
  writeText(pbf, fieldNumber(NODE, 'op_type'), node.opType);
  for (const attribute of node.attributes) {
    pbf.writeMessage(fieldNumber(NODE, 'attribute'), encodeAttribute, attribute);
  }
  writeText(pbf, fieldNumber(NODE, 'domain'), node.domain);
}

function encodeValueInfo(info: OnnxValueInfo, pbf: PbfWriter): void {
  writeText(pbf, fieldNumber(VALUE_INFO, 'name'), info.name);
  pbf.writeMessage(fieldNumber(VALUE_INFO, 'type'), encodeType, info);
}

function encodeType(info: OnnxValueInfo, pbf: PbfWriter): void {
  pbf.writeMessage(fieldNumber(TYPE, 'tensor_type'), encodeTensorType, info);
}

function encodeTensorType({ elementType, dims }: OnnxValueInfo, pbf: PbfWriter): void {
  writeInt(pbf, fieldNumber(TENSOR_TYPE, 'elem_type'), elementType);
  if (dims) pbf.writeMessage(fieldNumber(TENSOR_TYPE, 'shape'), encodeShape, dims);
}

function encodeShape(dims: readonly (number | string)[], pbf: PbfWriter): void {
  for (const size of dims) pbf.writeMessage(fieldNumber(SHAPE, 'dim'), encodeDimension, size);
}

/** A size is written even where it is 0: it is the choice between size and name that counts. */
function encodeDimension(size: number | string, pbf: PbfWriter): void {
  if (typeof size === 'string') writeText(pbf, fieldNumber(DIMENSION, 'dim_param'), size);
  else pbf.writeVarintField(fieldNumber(DIMENSION, 'dim_value'), size);
}
