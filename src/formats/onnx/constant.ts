// Constants of an ONNX graph: initialisers and what is computed from them while reading.
import { ModelFormatError, UnsupportedError } from '../../errors';
import { fromHalf } from '../../tensor/from-half';
import { formatShape, type Shape } from '../../tensor/tensor';
import { once } from '../../util/lazy';
import { product } from '../../util/math';
import { ONNX_TYPES, type OnnxTensor } from './onnx-model';

/** A constant: real numbers in single precision, integers and truth values exactly. */
export interface Constant {
  readonly kind: 'constant';
  /** For messages, and for what it is called in the graph. */
  readonly name: string;
  readonly dims: Shape;
  /** One of `ONNX_TYPES`. */
  readonly dataType: number;
  /** Computed when they are first asked for. */
  readonly data: ConstantData;
  /** Whether they are computed from other constants, rather than that they stand in the file. */
  readonly isFolded: boolean;
  /** Finds the first of the file's numbers that is NaN or infinite, without laying them out; −1 where all are sound. */
  readonly firstStrange: () => number;
}

/** What a constant is, without its numbers. */
type Description = Pick<Constant, 'name' | 'dims' | 'dataType'> &
  Partial<Pick<Constant, 'isFolded' | 'firstStrange'>>;

/** Float32Array for all kinds of real numbers, Float64Array for integers. */
type ConstantData = Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;

/** What one node computes while reading may have this many elements; `OnnxNet.charge` counts all of them. */
const MAX_FOLDED = 2 ** 24;

type Decoder = (view: DataView, at: number) => number;

/** Element size and reader of every type that Kindling reads from raw bytes. */
const RAW: ReadonlyMap<number, readonly [bytes: number, decode: Decoder]> = new Map([
  [ONNX_TYPES.FLOAT, [4, (view, at) => view.getFloat32(at, true)]],
  [ONNX_TYPES.DOUBLE, [8, (view, at) => view.getFloat64(at, true)]],
  [ONNX_TYPES.FLOAT16, [2, (view, at) => fromHalf(view.getUint16(at, true))]],
  [ONNX_TYPES.BFLOAT16, [2, (view, at) => bfloat16(view.getUint16(at, true))]],
  [ONNX_TYPES.UINT8, [1, (view, at) => view.getUint8(at)]],
  [ONNX_TYPES.INT8, [1, (view, at) => view.getInt8(at)]],
  [ONNX_TYPES.UINT16, [2, (view, at) => view.getUint16(at, true)]],
  [ONNX_TYPES.INT16, [2, (view, at) => view.getInt16(at, true)]],
  [ONNX_TYPES.UINT32, [4, (view, at) => view.getUint32(at, true)]],
  [ONNX_TYPES.INT32, [4, (view, at) => view.getInt32(at, true)]],
  [ONNX_TYPES.UINT64, [8, (view, at) => Number(view.getBigUint64(at, true))]],
  [ONNX_TYPES.INT64, [8, (view, at) => Number(view.getBigInt64(at, true))]],
  [ONNX_TYPES.BOOL, [1, (view, at) => Number(view.getUint8(at) !== 0)]],
] as const);

const REAL: readonly number[] = [
  ONNX_TYPES.FLOAT,
  ONNX_TYPES.DOUBLE,
  ONNX_TYPES.FLOAT16,
  ONNX_TYPES.BFLOAT16,
];

/** Whether a type holds real numbers rather than integers. */
export function isReal(dataType: number): boolean {
  return REAL.includes(dataType);
}

/** `FLOAT16`; `type 23` for one that has no name here. */
export function typeName(dataType: number): string {
  const found = Object.entries(ONNX_TYPES).find(([, code]) => code === dataType);
  return found?.[0] ?? `type ${dataType}`;
}

/**
 * The numbers of a tensor of the file, widened to single precision or exact integers.
 * @throws UnsupportedError for strings, types with no name here, and data in another file.
 * @throws ModelFormatError where there are more or fewer numbers than the dimensions say.
 */
export function constantOf(tensor: OnnxTensor): Constant {
  const { name, dims, dataType, raw, numbers } = tensor;
  if (tensor.isExternal) {
    throw new UnsupportedError(
      `Tensor "${name}" keeps its numbers in another file; save the model with its data inside.`,
    );
  }
  const format = RAW.get(dataType);
  if (!format) {
    throw new UnsupportedError(
      `Tensor "${name}" is ${typeName(dataType)}, which Kindling does not read.`,
    );
  }
  const [bytes, decode] = format;
  const count = countOf(tensor);
  const held = raw ? raw.byteLength / bytes : numbers.length;
  if (held !== count) {
    throw new ModelFormatError(
      `Tensor "${name}" ${formatShape(dims)} needs ${count} numbers, but holds ${held}. The file is damaged.`,
      { layer: name, offset: tensor.offset },
    );
  }
  const numberAt = raw
    ? rawNumbers(raw, bytes, decode)
    : (i: number) => typedNumber(dataType, numbers[i] ?? 0);
  const floats = dataType === ONNX_TYPES.FLOAT && raw;
  const firstStrange = () => {
    if (floats) return firstStrangeFloat(floats);
    return isReal(dataType) ? firstNotFinite(count, numberAt) : -1;
  };
  return lazyConstant({ name, dims, dataType, firstStrange }, () => {
    // A copy: the file's bytes need not be aligned.
    if (floats) return new Float32Array(floats.slice().buffer);
    const data = newData(dataType, count);
    for (let i = 0; i < count; i++) data[i] = numberAt(i);
    return data;
  });
}

/** A constant whose numbers are computed when they are first asked for. */
export function lazyConstant(
  { name, dims, dataType, isFolded = false, firstStrange }: Description,
  numbers: () => ConstantData,
): Constant {
  const data = once(numbers);
  const findAmong = () => firstNotFinite(data().length, (i) => data()[i] ?? 0);
  return {
    kind: 'constant',
    name,
    dims,
    dataType,
    isFolded,
    // Many nodes may read one constant.
    firstStrange: once(firstStrange ?? findAmong),
    get data() {
      return data();
    },
  };
}

/** The same numbers under another name, and in other dimensions of as many. */
export function renamed(constant: Constant, name: string, dims = constant.dims): Constant {
  const { dataType, isFolded, firstStrange } = constant;
  return lazyConstant({ name, dims, dataType, isFolded, firstStrange }, () => constant.data);
}

/**
 * A constant that is computed from others; `numberAt` must not throw, since it runs later.
 * @throws UnsupportedError when it is too large to be computed while reading.
 */
export function foldedConstant(
  name: string,
  dims: Shape,
  dataType: number,
  numberAt: (index: number) => number,
): Constant {
  const count = product(dims);
  if (!(count <= MAX_FOLDED)) {
    throw new UnsupportedError(
      `Constant "${name}" is ${formatShape(dims)}; Kindling computes at most ${MAX_FOLDED} numbers.`,
    );
  }
  const numbers = () => {
    const data = newData(dataType, count);
    for (let i = 0; i < count; i++) data[i] = numberAt(i);
    return data;
  };
  return lazyConstant({ name, dims, dataType, isFolded: true }, numbers);
}

function rawNumbers(raw: Uint8Array, bytes: number, decode: Decoder): (index: number) => number {
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  return (index) => decode(view, index * bytes);
}

/** The first float that has all bits of its exponent set, as infinities and NaN have. By bytes: there are many, and they may lie anywhere. */
function firstStrangeFloat(raw: Uint8Array): number {
  for (let i = 3; i < raw.length; i += 4) {
    if (((raw[i] as number) & 0x7f) === 0x7f && (raw[i - 1] as number) >= 0x80) return (i - 3) / 4;
  }
  return -1;
}

function firstNotFinite(count: number, numberAt: (index: number) => number): number {
  for (let i = 0; i < count; i++) if (!Number.isFinite(numberAt(i))) return i;
  return -1;
}

function newData(dataType: number, count: number): ConstantData {
  return isReal(dataType) ? new Float32Array(count) : new Float64Array(count);
}

function countOf({ name, dims, offset }: OnnxTensor): number {
  if (dims.every((size) => Number.isSafeInteger(size) && size >= 0)) return product(dims);
  throw new ModelFormatError(
    `Tensor "${name}" has the impossible shape ${formatShape(dims)}. The file is damaged.`,
    { layer: name, offset },
  );
}

/** Half floats in int32_data are stored as their bits. */
function typedNumber(dataType: number, number: number): number {
  if (dataType === ONNX_TYPES.FLOAT16) return fromHalf(number);
  if (dataType === ONNX_TYPES.BFLOAT16) return bfloat16(number);
  return dataType === ONNX_TYPES.BOOL ? Number(number !== 0) : number;
}

/** The upper half of a float32. */
function bfloat16(bits: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint16(0, bits);
  return view.getFloat32(0);
}
