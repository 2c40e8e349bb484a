// The tensors of a TFLite file, and the buffers that hold the numbers of those that are constant.
import type { Shape } from '../../tensor/tensor';
import { product } from '../../util/math';
import type { FlatTable, TableName } from './flat-table';
import {
  type BUFFER,
  BYTES_PER_NUMBER,
  QUANTIZATION,
  SPARSITY,
  type TENSOR,
  TENSOR_TYPES,
} from './schema';

/** How integers stand for real numbers: (q − zeroPoint) · scale; one pair, or one for each index along `axis`. */
export interface TfliteQuantization {
  readonly scales: readonly number[];
  readonly zeroPoints: readonly number[];
  readonly axis: number;
}

/** A tensor of the file. */
export interface TfliteTensor {
  readonly index: number;
  /** Empty where the file gives none. */
  readonly name: string;
  /** −1 where the file leaves a size open, as converters do for the batch. */
  readonly shape: Shape;
  /** `FLOAT32`, or a name that nothing here knows, such as `TYPE_31`. */
  readonly type: string;
  /** Null also for floating-point tensors: what the file says of them has no meaning. */
  readonly quantization: TfliteQuantization | null;
  /** The numbers of a constant, as a view into the file; null where operators or users write them. */
  readonly data: Uint8Array | null;
  /** Where the constant's numbers start in the file, or else where the tensor is described. */
  readonly offset: number;
  /** Why no reader can use it; null for nearly all tensors. */
  readonly obstacle: string | null;
  /** Whether operators may change it from run to run. */
  readonly isVariable: boolean;
  /** Which numbers `data` has, where it has not all of them. */
  readonly sparsity: FlatTable<keyof typeof SPARSITY> | null;
}

/** Bytes inside the file, as a view, and where they start in it. */
export interface FileBytes {
  readonly data: Uint8Array;
  readonly offset: number;
}

/** A table of the file's list of buffers. */
export type BufferTable = FlatTable<keyof typeof BUFFER>;
type TensorTable = FlatTable<keyof typeof TENSOR>;
type QuantizationTable = FlatTable<keyof typeof QUANTIZATION>;

const nameQuantization: TableName = (tensor) => `the quantisation of ${tensor}`;
const nameSparsity: TableName = (tensor) => `the sparsity of ${tensor}`;

/** No tensor of more elements can be addressed by a shader; a damaged size is refused before anything counts on it. */
const MAX_ELEMENTS = 2 ** 31 - 1;
const MAX_RANK = 8;
/** Times any whole number of 32 bits, a smaller scale gives a float32. */
const MAX_SCALE = 2 ** 64;

/**
 * Reads a tensor and checks that a constant has the bytes that its shape takes.
 * @throws ModelFormatError naming the tensor and what does not fit.
 */
export function readTensor(
  table: TensorTable,
  index: number,
  buffers: readonly BufferTable[],
  bytes: Uint8Array,
): TfliteTensor {
  const code = table.int8('type');
  const type = TENSOR_TYPES[code] ?? `TYPE_${code}`;
  const shape = readShape(table);
  const { data, offset } = readBuffer(table, 'buffer', buffers, bytes) ?? { data: null, offset: 0 };
  const name = table.string('name') ?? '';
  const quantization = table.table('quantization', QUANTIZATION, nameQuantization);
  const isFloat = type.startsWith('FLOAT');
  const tensor = {
    index,
    name,
    shape,
    type,
    quantization: isFloat ? null : readQuantization(quantization, shape),
    data,
    offset: data ? offset : table.offset,
    obstacle: obstacleOf(quantization),
    isVariable: table.bool('isVariable'),
    sparsity: table.table('sparsity', SPARSITY, nameSparsity),
  };
  const size = BYTES_PER_NUMBER[type];
  const isWhole = !shape.includes(-1) && data?.length === product(shape) * (size ?? 0);
  if (data && size !== undefined && !tensor.obstacle && !tensor.sparsity && !isWhole) {
    throw table.damaged(
      `("${name}") has shape [${shape.join(', ')}], which takes ${product(shape)} × ${size} bytes of ${type}, ` +
        `but its buffer at offset ${offset} has ${data.length}`,
    );
  }
  return tensor;
}

function readShape(table: TensorTable): Shape {
  const sizes = table.int32s('shape') ?? [];
  const signature = table.int32s('shapeSignature') ?? [];
  if (sizes.length > MAX_RANK || sizes.some((size) => size < -1)) {
    throw table.damaged(`has the impossible shape [${sizes.slice(0, MAX_RANK + 1).join(', ')}]`);
  }
  const isSame = (size: number, axis: number) => signature[axis] === -1 || signature[axis] === size;
  if (signature.length > 0 && (signature.length !== sizes.length || !sizes.every(isSame))) {
    throw table.damaged(`has shape [${sizes}], but the shape signature [${signature.slice(0, 9)}]`);
  }
  const shape = sizes.map((size, axis) => (signature[axis] === -1 ? -1 : size));
  if (Math.abs(product(shape)) > MAX_ELEMENTS) {
    throw table.damaged(`has shape [${shape.join(', ')}], more than ${MAX_ELEMENTS} elements`);
  }
  return shape;
}

function obstacleOf(quantization: QuantizationTable | null): string | null {
  return quantization && quantization.uint8('detailsType') !== 0
    ? 'has a quantisation of its own kind'
    : null;
}

function readQuantization(
  quantization: QuantizationTable | null,
  shape: Shape,
): TfliteQuantization | null {
  const scales = quantization?.float32s('scale') ?? [];
  if (!quantization || scales.length === 0) return null;
  const zeroPoints = quantization.int64s('zeroPoint') ?? scales.map(() => 0);
  const axis = quantization.int32('quantizedDimension');
  if (scales.length > 1 && scales.length !== shape[axis]) {
    throw quantization.damaged(
      `has ${scales.length} scales for axis ${axis} of shape [${shape.join(', ')}]`,
    );
  }
  if (zeroPoints.length !== scales.length) {
    throw quantization.damaged(
      `has ${zeroPoints.length} zero points for its ${scales.length} scales`,
    );
  }
  // A channel of zeros has scale 0 in some converters' files.
  const bad = scales.find((scale) => !(scale >= 0 && scale < MAX_SCALE));
  if (bad !== undefined) throw quantization.damaged(`has the scale ${bad}`);
  const far = zeroPoints.find((zero) => !Number.isInteger(zero) || Math.abs(zero) > 2 ** 31);
  if (far !== undefined) throw quantization.damaged(`has the zero point ${far}`);
  return { scales, zeroPoints, axis };
}

/**
 * The bytes of the buffer that a field names; null where it is empty. Those of large files lie behind the FlatBuffer, in
 * `file`.
 * @throws ModelFormatError
 */
export function readBuffer<F extends string>(
  table: FlatTable<F>,
  field: F,
  buffers: readonly BufferTable[],
  file: Uint8Array | null,
): FileBytes | null {
  const index = table.uint32(field);
  const buffer = buffers[index];
  if (!buffer) throw table.damaged(`names buffer ${index}, but there are ${buffers.length}`);
  // Offsets 0 and 1 mean that the numbers are not outside.
  const offset = buffer.uint64('offset');
  if (file && offset > 1) {
    const size = buffer.uint64('size');
    if (offset + size > file.length) {
      throw buffer.damaged(`has ${size} bytes at offset ${offset} of a file of ${file.length}`);
    }
    return { data: file.subarray(offset, offset + size), offset };
  }
  const data = buffer.bytes('data');
  return data && data.data.length > 0 ? data : null;
}
