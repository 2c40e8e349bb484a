// Sparse tensors as dense ones. A sparse tensor's axes are walked in an order of its own, its inner ones maybe within
// blocks; each axis has all its places, or lists those that are there as compressed rows do.
// https://ai.google.dev/edge/litert, tensorflow/…/lite/schema/schema.fbs, `SparsityParameters`.
import { formatShape, type Shape } from '../../tensor/tensor';
import { product } from '../../util/math';
import type { FlatTable } from './flat-table';
import { BYTES_PER_NUMBER, SPARSE_AXIS, type SPARSITY } from './schema';
import type { TfliteFile } from './tflite-file';
import type { TfliteTensor } from './tflite-tensor';

const VECTOR = { values: 0 };
/** Types of the vectors that list places. */
const INT32_VECTOR = 1;
const UINT16_VECTOR = 2;
const UINT8_VECTOR = 3;

/** Dense tensors may hold this many times the bytes of all sparse ones together, and a few more. */
const MOST_BYTES = 2 ** 28;

/** The places along one axis of the walk: all of them, or those of each segment. */
interface Axis {
  readonly size: number;
  readonly compressed: {
    readonly segments: readonly number[];
    readonly indices: readonly number[];
  } | null;
}

/** The file with all tensors dense, with a stop ahead of each. @throws ModelFormatError for lists of places that contradict the tensor */
export function* denseSteps(file: TfliteFile): Generator<void, TfliteFile> {
  let bytes = 0;
  const dense = (tensor: TfliteTensor): TfliteTensor => {
    const { sparsity, data, type } = tensor;
    const width = BYTES_PER_NUMBER[type];
    if (!sparsity || !data || width === undefined) {
      return sparsity ? { ...tensor, obstacle: `is sparse ${type}` } : tensor;
    }
    bytes += product(tensor.shape) * width;
    if (bytes > MOST_BYTES) return { ...tensor, obstacle: 'is sparse, and too large' };
    return { ...tensor, data: denseBytes(tensor, sparsity, data, width), sparsity: null };
  };
  const tensors: TfliteTensor[] = [];
  for (const tensor of file.tensors) {
    yield;
    tensors.push(dense(tensor));
  }
  return { ...file, tensors };
}

function denseBytes(
  { shape, name }: TfliteTensor,
  sparsity: FlatTable<keyof typeof SPARSITY>,
  data: Uint8Array,
  width: number,
): Uint8Array {
  const order = sparsity.int32s('order') ?? [];
  const blocks = sparsity.int32s('blocks') ?? [];
  const axes = sparsity.tables('axes', SPARSE_AXIS, (i) => `sparse axis ${i} of "${name}"`);
  const walk = axes.map(readAxis);
  const strides = walkStrides(shape, order, blocks, walk);
  if (!strides) throw sparsity.damaged(`does not fit the shape ${formatShape(shape)}`);
  const dense = new Uint8Array(product(shape) * width);
  let read = 0;
  const visit = (level: number, segment: number, at: number): void => {
    const axis = walk[level];
    if (!axis) {
      if ((read + 1) * width > data.length || at >= product(shape)) {
        throw sparsity.damaged(`lists more numbers than "${name}" has`);
      }
      for (let byte = 0; byte < width; byte++)
        dense[at * width + byte] = data[read * width + byte] as number;
      read++;
      return;
    }
    const stride = strides[level] ?? 0;
    if (!axis.compressed) {
      for (let i = 0; i < axis.size; i++)
        visit(level + 1, segment * axis.size + i, at + i * stride);
      return;
    }
    const { segments, indices } = axis.compressed;
    const [from = 0, to = 0] = [segments[segment], segments[segment + 1]];
    for (let i = from; i < to; i++) {
      const place = indices[i] ?? -1;
      if (place < 0 || place >= axis.size) {
        throw sparsity.damaged(`lists place ${place} of an axis of ${axis.size} in "${name}"`);
      }
      visit(level + 1, i, at + place * stride);
    }
  };
  visit(0, 0, 0);
  if (read * width !== data.length) {
    throw sparsity.damaged(`lists ${read} numbers, but "${name}" has ${data.length / width}`);
  }
  return dense;
}

function readAxis(table: FlatTable<keyof typeof SPARSE_AXIS>): Axis {
  if (table.int8('format') === 0) return { size: table.int32('size'), compressed: null };
  const segments = places(table, 'segments', 'segmentsType');
  const indices = places(table, 'indices', 'indicesType');
  const isRising = segments.every((at, i) => i === 0 || at >= (segments[i - 1] ?? 0));
  if (!isRising || (segments[0] ?? 0) < 0 || (segments.at(-1) ?? 0) > indices.length) {
    throw table.damaged('has segments that do not fit its places');
  }
  return { size: Number.POSITIVE_INFINITY, compressed: { segments, indices } };
}

function places(
  table: FlatTable<keyof typeof SPARSE_AXIS>,
  field: 'segments' | 'indices',
  typeField: 'segmentsType' | 'indicesType',
): number[] {
  const vector = table.table(field, VECTOR, (axis) => `${field} of ${axis}`);
  switch (table.uint8(typeField)) {
    case INT32_VECTOR:
      return vector?.int32s('values') ?? [];
    case UINT16_VECTOR:
      return vector?.uint16s('values') ?? [];
    case UINT8_VECTOR:
      return Array.from(vector?.bytes('values')?.data ?? []);
    default:
      throw table.damaged(`lists ${field} in a type that there is not`);
  }
}

/**
 * How far apart neighbours along each axis of the walk lie in the dense tensor; sizes that compressed axes do not say are
 * filled in. The walk goes over the blocks first: axis i of the tensor counts blocks where `blocks` names it, and axis
 * rank + j counts within the blocks of axis blocks[j]. Null where they do not fit.
 */
function walkStrides(
  shape: Shape,
  order: readonly number[],
  blocks: readonly number[],
  walk: Axis[],
): number[] | null {
  const rank = shape.length;
  if (order.length !== walk.length || walk.length !== rank + blocks.length) return null;
  const sorted = order.toSorted((a, b) => a - b);
  if (!sorted.every((axis, i) => axis === i)) return null;
  const rows = shape.map((_, axis) => product(shape.slice(axis + 1)));
  const blockSizes = blocks.map((_, j) => walk[order.indexOf(rank + j)]?.size ?? 0);
  const blockOf = (axis: number) => {
    const j = blocks.indexOf(axis);
    return j < 0 ? 1 : (blockSizes[j] ?? 0);
  };
  if (!blockSizes.every((size) => Number.isInteger(size) && size > 0)) return null;
  for (const [level, axis] of order.entries()) {
    const isBlock = axis >= rank;
    const size = isBlock ? (blockSizes[axis - rank] ?? 0) : (shape[axis] ?? 0) / blockOf(axis);
    const known = walk[level];
    if (!known || !Number.isInteger(size)) return null;
    if (!known.compressed && known.size !== size) return null;
    walk[level] = { ...known, size };
  }
  return order.map((axis) => {
    if (axis >= rank) return rows[blocks[axis - rank] ?? 0] ?? 0;
    return (rows[axis] ?? 0) * blockOf(axis);
  });
}
