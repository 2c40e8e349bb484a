// The messages of onnx.proto that few files have.
import type { MessageType } from './proto-reader';

export const FUNCTION = {
  name: 'FunctionProto',
  fields: {
    1: 'name',
    4: 'input',
    5: 'output',
    6: 'attribute',
    7: 'node',
    9: 'opset_import',
    10: 'domain',
    11: 'attribute_proto',
  },
} as const satisfies MessageType<string>;

export const SPARSE_TENSOR = {
  name: 'SparseTensorProto',
  fields: { 1: 'values', 2: 'indices', 3: 'dims' },
} as const satisfies MessageType<string>;

export const ENTRY = {
  name: 'StringStringEntryProto',
  fields: { 1: 'key', 2: 'value' },
} as const satisfies MessageType<string>;
