// Tensors on the CPU: a shape and a typed array in row-major order, last axis fastest.
import { TensorError } from '../errors';
import { once } from '../util/lazy';
import { product } from '../util/math';
import type { CodedWeights } from './coded-weights';
import type { Palette } from './palette';

/** Element types a value can have. */
export type DType = 'f32' | 'u32';

/** Sizes of the axes, outermost first. Feature maps are [n, h, w, c]; vectors [n, c]; weights [k, c, k_h, k_w]. */
export type Shape = readonly number[];

/** The typed array that holds elements of a dtype. */
export type TensorData = Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;

/** A dense tensor on the CPU. */
export interface Tensor {
  readonly dtype: DType;
  readonly shape: Shape;
  readonly data: TensorData;
  /** How a file codes the data, where a GPU can decode it into its place. */
  readonly coded?: CodedWeights;
  /** How a file holds the data where it does not code each weight by itself. */
  readonly palette?: Palette;
}

/** Bytes of one element; every dtype so far has four. */
export const BYTES_PER_ELEMENT = 4;

/** Wraps float data; throws `TensorError` when its length is not the shape's element count. */
export function f32Tensor(shape: Shape, data: Float32Array<ArrayBuffer>): Tensor {
  if (data.length !== product(shape)) {
    throw new TensorError(
      `A tensor of shape ${formatShape(shape)} needs ${product(shape)} elements, got ${data.length}.`,
    );
  }
  return { dtype: 'f32', shape, data };
}

/** Float data that is computed when it is first asked for: reading a large file then takes a page no time in one piece. */
export function lazyTensor(shape: Shape, numbers: () => Float32Array<ArrayBuffer>): Tensor {
  const tensor = once(() => f32Tensor(shape, numbers()));
  return {
    dtype: 'f32',
    shape,
    get data() {
      return tensor().data;
    },
  };
}

/** A new tensor filled with zeros. */
export function zeros(shape: Shape, dtype: DType = 'f32'): Tensor {
  const count = product(shape);
  return { dtype, shape, data: dtype === 'f32' ? new Float32Array(count) : new Uint32Array(count) };
}

/** `[1, 227, 227, 3]`, as shapes are written in messages and listings. */
export function formatShape(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}

/** Whether two shapes are the same. */
export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

/** The last axis: channels, in NHWC feature maps and in [n, c] vectors. */
export function channelsOf(shape: Shape): number {
  return shape.at(-1) ?? 1;
}

/** How many channel vectors a shape holds: n·h·w of a feature map, n of a vector. */
export function pixelsOf(shape: Shape): number {
  return product(shape.slice(0, -1));
}
