// An ONNX model as plain data: what of onnx.proto reading and writing need.

/** Element types of tensors, by the numbers of TensorProto.DataType. */
export const ONNX_TYPES = {
  FLOAT: 1,
  UINT8: 2,
  INT8: 3,
  UINT16: 4,
  INT16: 5,
  INT32: 6,
  INT64: 7,
  STRING: 8,
  BOOL: 9,
  FLOAT16: 10,
  DOUBLE: 11,
  UINT32: 12,
  UINT64: 13,
  BFLOAT16: 16,
} as const;

/** A constant tensor: its numbers are in `raw` (little-endian, dense) or, where that is null, in `numbers`. */
export interface OnnxTensor {
  readonly name: string;
  readonly dims: readonly number[];
  /** One of `ONNX_TYPES`, or a number that is not among them. */
  readonly dataType: number;
  readonly raw: Uint8Array | null;
  /** The typed fields float_data, int32_data, int64_data, double_data or uint64_data, whichever the tensor has. */
  readonly numbers: readonly number[];
  /** Whether the numbers lie in another file. */
  readonly isExternal: boolean;
  /** Where they lie there, each entry a StringStringEntryProto. */
  readonly externalData?: readonly Uint8Array[];
  /** Byte offset in the file. */
  readonly offset: number;
}

/** One attribute of a node; only the field of its type is filled. */
export interface OnnxAttribute {
  readonly name: string;
  readonly f?: number;
  readonly i?: number;
  readonly s?: string;
  readonly t?: OnnxTensor;
  readonly floats?: readonly number[];
  readonly ints?: readonly number[];
  readonly strings?: readonly string[];
  /** A subgraph as it stands in the file, a GraphProto. */
  readonly g?: Uint8Array;
  /** The attribute of the function around the node whose value it has. */
  readonly reference?: string;
  /** What Kindling does not read: several subgraphs, a sparse tensor, a type. */
  readonly other?: string;
}

/** Attributes of a node that is made here, by name: whole numbers and lists of them, texts; floats as `{ f }`, to tell 1.0 from 1. */
export type AttributeValues = Readonly<
  Record<string, number | string | readonly number[] | { readonly f: number }>
>;

/** One op. Empty input names stand for inputs that are left out. */
export interface OnnxNode {
  readonly name: string;
  readonly opType: string;
  /** Empty for ONNX's own ops. */
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: readonly OnnxAttribute[];
  /** Byte offset in the file. */
  readonly offset: number;
}

/** An input or output. A dimension is a size, or the name of an open one; null where the rank is open. */
export interface OnnxValueInfo {
  readonly name: string;
  /** 0 for what is no dense tensor. */
  readonly elementType: number;
  readonly dims: readonly (number | string)[] | null;
}

/** The graph of a model. */
export interface OnnxGraph {
  readonly name: string;
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxTensor[];
  readonly inputs: readonly OnnxValueInfo[];
  readonly outputs: readonly OnnxValueInfo[];
  /** Sparse initialisers as they stand in the file, each a SparseTensorProto. */
  readonly sparseInitializers: readonly Uint8Array[];
}

/** A whole file. */
export interface OnnxModel {
  readonly irVersion: number;
  readonly producer: string;
  /** Versions of op sets by domain; ONNX's own domain is ''. */
  readonly opsets: Readonly<Record<string, number>>;
  /** The model's own functions as they stand in the file, each a FunctionProto. */
  readonly functions: readonly Uint8Array[];
  readonly graph: OnnxGraph;
}
