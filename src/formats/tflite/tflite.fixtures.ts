// A writer of TFLite files from plain data, for the reader's tests. Slots and codes are written out here and not taken
// from schema.ts, so that a wrong one there is found.
import { type Field, type Table, writeFlat } from './flat.fixtures';
import { BUILTIN_OPERATORS, TENSOR_TYPES } from './schema';

/** A tensor to write. */
export interface TensorToWrite {
  /** `t0`, `t1`, … where it is left out. */
  readonly name?: string;
  readonly shape: readonly number[];
  /** FLOAT32 where it is left out. */
  readonly type?: string;
  /** The numbers of a constant. */
  readonly data?: Uint8Array | Int8Array | Int16Array | Int32Array | Float32Array | BigInt64Array;
  readonly scales?: readonly number[];
  readonly zeroPoints?: readonly number[];
  readonly axis?: number;
  readonly signature?: readonly number[];
  readonly isVariable?: boolean;
  readonly isSparse?: boolean;
  readonly hasOwnQuantization?: boolean;
  /** `Buffer.offset`, of data behind the FlatBuffer. */
  readonly outsideAt?: number;
}

/** An operator to write; `CUSTOM:` and a code for one that is not built in. */
export interface OperatorToWrite {
  readonly op: string;
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly options?: OptionsToWrite;
  readonly customOptions?: Uint8Array;
  /** The subgraph that computes a composite: 1 for the first of `bodies`. */
  readonly body?: number;
}

/** Code of the options in their union, and their fields. */
export type OptionsToWrite = readonly [code: number, fields: Table];

/** A subgraph to write. */
export interface SubgraphToWrite {
  readonly tensors: readonly TensorToWrite[];
  readonly operators: readonly OperatorToWrite[];
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

/** A file to write. */
export interface FileToWrite extends SubgraphToWrite {
  /** Subgraphs behind the first. */
  readonly bodies?: readonly SubgraphToWrite[];
  readonly metadata?: ReadonlyMap<string, Uint8Array>;
  readonly version?: number;
  readonly identifier?: string;
  readonly subgraphs?: number;
}

/** The bytes of a file. */
export function writeTflite(file: FileToWrite): Uint8Array<ArrayBuffer> {
  const subgraphs = [file, ...(file.bodies ?? [])];
  const ops = [...new Set(subgraphs.flatMap(({ operators }) => operators.map(({ op }) => op)))];
  const tensors = subgraphs.flatMap((subgraph) => subgraph.tensors);
  const metadata = [...(file.metadata ?? [])];
  const firstMetadata = 1 + tensors.length;
  let buffers = 1;
  const tables = subgraphs.map((subgraph): Table => {
    const first = buffers;
    buffers += subgraph.tensors.length;
    return [
      ['tables', subgraph.tensors.map((tensor, index) => tensorTable(tensor, index, first))],
      ['int32s', subgraph.inputs],
      ['int32s', subgraph.outputs],
      ['tables', subgraph.operators.map((operator) => operatorTable(operator, ops))],
    ];
  });
  const root: Table = [
    ['int32', file.version ?? 3],
    ['tables', ops.map(operatorCode)],
    ['tables', Array.from({ length: file.subgraphs ?? 1 }, () => tables).flat()],
    ['string', 'a file of the tests'],
    // The first buffer is empty; then every tensor has one of its own, empty unless it is constant.
    [
      'tables',
      [[], ...tensors.map(bufferTable), ...metadata.map(([, data]): Table => [['bytes', data]])],
    ],
    null,
    [
      'tables',
      metadata.map(
        ([name], i): Table => [
          ['string', name],
          ['int32', firstMetadata + i],
        ],
      ),
    ],
  ];
  return writeFlat(root, file.identifier ?? 'TFL3');
}

/** Options as the schema has them; sizes are [vertical, horizontal]. */
export const options = {
  conv2d: (o: WindowToWrite = {}): OptionsToWrite => [
    1,
    [...windowFields(o), int8(activation(o)), ...pairFields(o.dilations)],
  ],
  depthwiseConv2d: (o: WindowToWrite & { multiplier?: number } = {}): OptionsToWrite => [
    2,
    [...windowFields(o), int32(o.multiplier ?? 1), int8(activation(o)), ...pairFields(o.dilations)],
  ],
  pool2d: (o: WindowToWrite = {}): OptionsToWrite => [
    5,
    [...windowFields(o), ...pairFields(o.filter), int8(activation(o))],
  ],
  fullyConnected: (o: FusedToWrite & { keepNumDims?: boolean; format?: number } = {}) =>
    [8, [int8(activation(o)), int8(o.format ?? 0), int8(o.keepNumDims ? 1 : 0)]] as OptionsToWrite,
  softmax: (beta = 1): OptionsToWrite => [9, [['float32', beta]]],
  concatenation: (axis: number, o: FusedToWrite = {}): OptionsToWrite => [
    10,
    [int32(axis), int8(activation(o))],
  ],
  add: (o: FusedToWrite = {}): OptionsToWrite => [11, [int8(activation(o))]],
  reshape: (newShape: readonly number[]): OptionsToWrite => [17, [['int32s', newShape]]],
  mul: (o: FusedToWrite = {}): OptionsToWrite => [21, [int8(activation(o))]],
  mean: (keepDims: boolean): OptionsToWrite => [27, [int8(keepDims ? 1 : 0)]],
  sub: (o: FusedToWrite = {}): OptionsToWrite => [28, [int8(activation(o))]],
  squeeze: (axes: readonly number[]): OptionsToWrite => [30, [['int32s', axes]]],
  div: (o: FusedToWrite = {}): OptionsToWrite => [29, [int8(activation(o))]],
  gather: (axis: number): OptionsToWrite => [23, [int32(axis)]],
  stridedSlice: (o: MasksToWrite = {}): OptionsToWrite => [
    32,
    [o.begin, o.end, o.ellipsis, o.newAxis, o.shrinkAxis].map((mask = 0) => int32(mask)),
  ],
  split: (parts: number): OptionsToWrite => [35, [int32(parts)]],
  splitV: (parts: number): OptionsToWrite => [79, [int32(parts)]],
  pack: (count: number, axis: number): OptionsToWrite => [59, [int32(count), int32(axis)]],
  unpack: (count: number, axis: number): OptionsToWrite => [64, [int32(count), int32(axis)]],
  leakyRelu: (alpha: number): OptionsToWrite => [75, [['float32', alpha]]],
  mirrorPad: (mode: 'REFLECT' | 'SYMMETRIC'): OptionsToWrite => [
    77,
    [int8(mode === 'REFLECT' ? 0 : 1)],
  ],
  resizeBilinear: (o: GridToWrite = {}): OptionsToWrite => [15, [null, null, ...gridFields(o)]],
  resizeNearest: (o: GridToWrite = {}): OptionsToWrite => [74, gridFields(o)],
  transposeConv: (o: WindowToWrite = {}): OptionsToWrite => [
    49,
    [...windowFields(o), int8(activation(o))],
  ],
  gelu: (approximates: boolean): OptionsToWrite => [116, [int8(approximates ? 1 : 0)]],
  argMax: (type: number): OptionsToWrite => [40, [int8(type)]],
  cast: (): OptionsToWrite => [37, []],
  depthToSpace: (block: number): OptionsToWrite => [94, [int32(block)]],
  spaceToDepth: (block: number): OptionsToWrite => [19, [int32(block)]],
  batchMatmul: (x: boolean, y: boolean): OptionsToWrite => [
    101,
    [int8(x ? 1 : 0), int8(y ? 1 : 0)],
  ],
};

/** The function that an operator ends in, by its code. */
export interface FusedToWrite {
  readonly activation?: 'NONE' | 'RELU' | 'RELU_N1_TO_1' | 'RELU6' | 'TANH' | 'SIGN_BIT';
}

/** Options of windows; sizes are 1 and padding is SAME where they are left out. */
export interface WindowToWrite extends FusedToWrite {
  readonly padding?: 'SAME' | 'VALID';
  readonly strides?: readonly [number, number];
  readonly filter?: readonly [number, number];
  readonly dilations?: readonly [number, number];
}

/** Which axes of a slice are whole, dropped or new: a bit each. */
export interface MasksToWrite {
  readonly begin?: number;
  readonly end?: number;
  readonly ellipsis?: number;
  readonly newAxis?: number;
  readonly shrinkAxis?: number;
}

/** How pixels of a resize meet. */
export interface GridToWrite {
  readonly alignCorners?: boolean;
  readonly halfPixelCenters?: boolean;
}

function gridFields({ alignCorners, halfPixelCenters }: GridToWrite): Table {
  return [int8(alignCorners ? 1 : 0), int8(halfPixelCenters ? 1 : 0)];
}

function activation({ activation: name = 'NONE' }: FusedToWrite): number {
  return ['NONE', 'RELU', 'RELU_N1_TO_1', 'RELU6', 'TANH', 'SIGN_BIT'].indexOf(name);
}

function windowFields({ padding, strides }: WindowToWrite): Table {
  return [int8(padding === 'VALID' ? 1 : 0), ...pairFields(strides)];
}

/** The schema puts widths before heights. */
function pairFields([vertical, horizontal]: readonly [number, number] = [1, 1]): Table {
  return [int32(horizontal), int32(vertical)];
}

function tensorTable(tensor: TensorToWrite, index: number, firstBuffer: number): Table {
  const { scales, zeroPoints = scales?.map(() => 0), axis = 0 } = tensor;
  const type = TENSOR_TYPES.findIndex((name) => name === (tensor.type ?? 'FLOAT32'));
  const details: Table = tensor.hasOwnQuantization ? [int8(1), ['table', []]] : [null, null];
  const quantization: Table = [
    null,
    null,
    scales ? ['float32s', scales] : null,
    zeroPoints ? ['int64s', zeroPoints] : null,
    ...details,
    int32(axis),
  ];
  return [
    ['int32s', tensor.shape],
    int8(type < 0 ? 99 : type),
    int32(firstBuffer + index),
    ['string', tensor.name ?? `t${index}`],
    scales || tensor.hasOwnQuantization ? ['table', quantization] : null,
    int8(tensor.isVariable ? 1 : 0),
    tensor.isSparse ? ['table', []] : null,
    tensor.signature ? ['int32s', tensor.signature] : null,
  ];
}

function bufferTable({ data, outsideAt }: TensorToWrite): Table {
  if (outsideAt !== undefined) return [null, ['uint64', outsideAt], ['uint64', 8]];
  if (!data) return [];
  return [['bytes', new Uint8Array(data.buffer, data.byteOffset, data.byteLength)]];
}

function operatorCode(op: string): Table {
  const code = op.startsWith('CUSTOM:') ? 32 : BUILTIN_OPERATORS.indexOf(op);
  const custom: Field | null = code === 32 ? ['string', op.slice('CUSTOM:'.length)] : null;
  // BROADCAST_TO starts with version 2.
  return [int8(Math.min(code, 127)), custom, int32(op === 'BROADCAST_TO' ? 2 : 1), int32(code)];
}

function operatorTable(
  { op, inputs, outputs, options: given, customOptions, body }: OperatorToWrite,
  ops: string[],
) {
  const table = [
    int32(ops.indexOf(op)),
    ['int32s', inputs],
    ['int32s', outputs],
    given ? int8(given[0]) : null,
    given ? ['table', given[1]] : null,
    customOptions ? ['bytes', customOptions] : null,
    ...[null, null, null, null, null],
    ...(body === undefined ? [] : [int8(21), ['table', [['string', 'a.composite'], int32(body)]]]),
  ] as Table;
  return table;
}

function int8(value: number): Field {
  return ['int8', value];
}

function int32(value: number): Field {
  return ['int32', value];
}
