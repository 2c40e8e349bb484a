// Bytes of an ONNX file → plain data: protobuf messages, each checked to lie inside the one around it.
import { atOnce } from '../../util/at-once';
import { decodeAttribute } from './decode-attribute';
import { decodeTensor } from './decode-tensor';
import type { OnnxGraph, OnnxModel, OnnxNode, OnnxValueInfo } from './onnx-model';
import { type MessageType, ProtoReader } from './proto-reader';
import {
  ATTRIBUTE,
  DIMENSION,
  GRAPH,
  MODEL,
  NODE,
  OPSET,
  SHAPE,
  TENSOR,
  TENSOR_TYPE,
  TYPE,
  VALUE_INFO,
} from './proto-types';

type FieldOf<T> = T extends MessageType<infer F> ? F : never;
type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * Decodes an ONNX file. Bytes of tensors are parts of `bytes`, not copies. The domain `ai.onnx` is written as the empty
 * one, which means the same.
 * @throws ModelFormatError naming message, field and byte offset: the file is truncated or damaged.
 * @throws UnsupportedError for a tensor that is stored in segments.
 */
export function decodeOnnx(bytes: Uint8Array): OnnxModel {
  return atOnce(decodeSteps(bytes));
}

/** `decodeOnnx`, with a stop ahead of every part of a graph. */
export function* decodeSteps(bytes: Uint8Array): Generator<void, OnnxModel> {
  // Plain bytes, also of Node's Buffer, whose methods differ.
  const plain = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const reader = ProtoReader.of(plain, MODEL);
  const opsets = new Map<string, number>();
  const functions: Uint8Array[] = [];
  let [irVersion, producer]: [number, string] = [0, ''];
  let graph: OnnxGraph | null = null;
  for (const field of reader.fields()) {
    switch (field) {
      case 'ir_version':
        irVersion = reader.int();
        break;
      case 'producer_name':
        producer = reader.string();
        break;
      case 'graph':
        // Protobuf would merge the two; no writer of ONNX makes any.
        if (graph) throw reader.damaged('it has two graphs');
        graph = yield* graphSteps(reader.message(GRAPH));
        break;
      case 'opset_import':
        decodeOpset(reader.message(OPSET), opsets);
        break;
      case 'functions':
        functions.push(reader.bytes());
    }
  }
  if (!graph) throw reader.damaged('it has no graph');
  return { irVersion, producer, opsets: Object.fromEntries(opsets), functions, graph };
}

function decodeOpset(reader: ProtoReader<FieldOf<typeof OPSET>>, into: Map<string, number>): void {
  let [domain, version]: [string, number] = ['', 0];
  for (const field of reader.fields()) {
    if (field === 'domain') domain = shortDomain(reader.string());
    else version = reader.int();
  }
  into.set(domain, version);
}

/** Reads a graph to its end. @throws ModelFormatError */
export function decodeGraph(reader: ProtoReader<FieldOf<typeof GRAPH>>): OnnxGraph {
  return atOnce(graphSteps(reader));
}

function* graphSteps(reader: ProtoReader<FieldOf<typeof GRAPH>>): Generator<void, OnnxGraph> {
  const [nodes, initializers] = [[] as OnnxNode[], [] as OnnxGraph['initializers'][number][]];
  const [inputs, outputs] = [[] as OnnxValueInfo[], [] as OnnxValueInfo[]];
  const sparseInitializers: Uint8Array[] = [];
  let name = '';
  for (const field of reader.fields()) {
    yield;
    switch (field) {
      case 'name':
        name = reader.string();
        break;
      case 'node':
        nodes.push(decodeNode(reader.message(NODE)));
        break;
      case 'initializer':
        initializers.push(decodeTensor(reader.message(TENSOR)));
        break;
      case 'input':
        inputs.push(decodeValueInfo(reader.message(VALUE_INFO)));
        break;
      case 'output':
        outputs.push(decodeValueInfo(reader.message(VALUE_INFO)));
        break;
      case 'sparse_initializer':
        sparseInitializers.push(reader.bytes());
    }
  }
  return { name, nodes, initializers, inputs, outputs, sparseInitializers };
}

/** Reads a node to its end. @throws ModelFormatError */
export function decodeNode(reader: ProtoReader<FieldOf<typeof NODE>>): OnnxNode {
  const [inputs, outputs] = [[] as string[], [] as string[]];
  const attributes: OnnxNode['attributes'][number][] = [];
  const node = { name: '', opType: '', domain: '' };
  for (const field of reader.fields()) {
    switch (field) {
      case 'input':
        inputs.push(reader.string());
        break;
      case 'output':
        outputs.push(reader.string());
        break;
      case 'name':
        node.name = reader.string();
        break;
      case 'op_type':
        node.opType = reader.string();
        break;
      case 'domain':
        node.domain = shortDomain(reader.string());
        break;
      case 'attribute':
        attributes.push(decodeAttribute(reader.message(ATTRIBUTE)));
    }
  }
  return { ...node, inputs, outputs, attributes, offset: reader.offset };
}

function decodeValueInfo(reader: ProtoReader<FieldOf<typeof VALUE_INFO>>): OnnxValueInfo {
  const info: Mutable<OnnxValueInfo> = { name: '', elementType: 0, dims: null };
  for (const field of reader.fields()) {
    if (field === 'name') info.name = reader.string();
    else decodeType(reader.message(TYPE), info);
  }
  return info;
}

function decodeType(reader: ProtoReader<'tensor_type'>, into: Mutable<OnnxValueInfo>): void {
  for (const _ of reader.fields()) {
    const tensor = reader.message(TENSOR_TYPE);
    for (const field of tensor.fields()) {
      if (field === 'elem_type') into.elementType = tensor.int();
      else into.dims = decodeShape(tensor.message(SHAPE));
    }
  }
}

/** A dimension without size or name is open, too: its name is empty. */
function decodeShape(reader: ProtoReader<'dim'>): (number | string)[] {
  const dims: (number | string)[] = [];
  for (const _ of reader.fields()) {
    const dimension = reader.message(DIMENSION);
    let size: number | string = '';
    for (const field of dimension.fields()) {
      size = field === 'dim_value' ? dimension.int() : dimension.string();
    }
    dims.push(size);
  }
  return dims;
}

function shortDomain(domain: string): string {
  return domain === 'ai.onnx' ? '' : domain;
}
