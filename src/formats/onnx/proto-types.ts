// The messages of onnx.proto: numbers of the fields that are read or written (onnx/onnx.proto, IR version 11).
import type { MessageType } from './proto-reader';

export const MODEL = {
  name: 'ModelProto',
  fields: { 1: 'ir_version', 2: 'producer_name', 7: 'graph', 8: 'opset_import', 25: 'functions' },
} as const satisfies MessageType<string>;

export const OPSET = {
  name: 'OperatorSetIdProto',
  fields: { 1: 'domain', 2: 'version' },
} as const satisfies MessageType<string>;

export const GRAPH = {
  name: 'GraphProto',
  fields: {
    1: 'node',
    2: 'name',
    5: 'initializer',
    11: 'input',
    12: 'output',
    15: 'sparse_initializer',
  },
} as const satisfies MessageType<string>;

export const NODE = {
  name: 'NodeProto',
  fields: { 1: 'input', 2: 'output', 3: 'name', 4: 'op_type', 5: 'attribute', 7: 'domain' },
} as const satisfies MessageType<string>;

export const ATTRIBUTE = {
  name: 'AttributeProto',
  fields: {
    1: 'name',
    2: 'f',
    3: 'i',
    4: 's',
    5: 't',
    6: 'g',
    7: 'floats',
    8: 'ints',
    9: 'strings',
    10: 'tensors',
    11: 'graphs',
    14: 'tp',
    15: 'type_protos',
    20: 'type',
    21: 'ref_attr_name',
    22: 'sparse_tensor',
    23: 'sparse_tensors',
  },
} as const satisfies MessageType<string>;

/** AttributeProto.AttributeType: which field of an attribute holds its value. */
export const ATTRIBUTE_TYPES = {
  f: 1,
  i: 2,
  s: 3,
  t: 4,
  g: 5,
  floats: 6,
  ints: 7,
  strings: 8,
  tensors: 9,
  graphs: 10,
  sparse_tensor: 11,
  sparse_tensors: 12,
  tp: 13,
  type_protos: 14,
} as const;

export const TENSOR = {
  name: 'TensorProto',
  fields: {
    1: 'dims',
    2: 'data_type',
    3: 'segment',
    4: 'float_data',
    5: 'int32_data',
    7: 'int64_data',
    8: 'name',
    9: 'raw_data',
    10: 'double_data',
    11: 'uint64_data',
    13: 'external_data',
    14: 'data_location',
  },
} as const satisfies MessageType<string>;

export const VALUE_INFO = {
  name: 'ValueInfoProto',
  fields: { 1: 'name', 2: 'type' },
} as const satisfies MessageType<string>;

export const TYPE = {
  name: 'TypeProto',
  fields: { 1: 'tensor_type' },
} as const satisfies MessageType<string>;

export const TENSOR_TYPE = {
  name: 'TypeProto.Tensor',
  fields: { 1: 'elem_type', 2: 'shape' },
} as const satisfies MessageType<string>;

export const SHAPE = {
  name: 'TensorShapeProto',
  fields: { 1: 'dim' },
} as const satisfies MessageType<string>;

export const DIMENSION = {
  name: 'TensorShapeProto.Dimension',
  fields: { 1: 'dim_value', 2: 'dim_param' },
} as const satisfies MessageType<string>;

/** The number of a field: what the tables above say, read from the other side. */
export function fieldNumber<F extends string>(type: MessageType<F>, field: F): number {
  const entry = Object.entries(type.fields).find(([, name]) => name === field);
  return Number(entry?.[0]);
}
