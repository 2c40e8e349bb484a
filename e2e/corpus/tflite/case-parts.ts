// Parts that the files of the operator tests are made of: tensors with simple numbers, and files of one operator.

import type {
  FileToWrite,
  OptionsToWrite,
  TensorToWrite,
} from '../../../src/formats/tflite/tflite.fixtures';
import { product } from '../../../src/util/math';

/** A file, and the ops that its operators become. */
export interface OpCase {
  readonly file: FileToWrite;
  /** Names of our ops, in order. */
  readonly ops: readonly string[];
}

/** Multiples of ¼ from −1¼ to 1¼, so that float32 sums of them are exact. */
function pattern(count: number, step = 7): number[] {
  return Array.from({ length: count }, (_, i) => (((i * step + 3) % 11) - 5) / 4);
}

/** Codes of a quantised constant or picture. */
function codes(count: number, step = 37): Uint8Array {
  return Uint8Array.from({ length: count }, (_, i) => (i * step + 11) % 256);
}

export const f32 = (shape: readonly number[]): TensorToWrite => ({ shape });
export const constant = (shape: readonly number[], step = 5): TensorToWrite => ({
  shape,
  data: Float32Array.from(pattern(product(shape), step)),
});
export const integers = (values: readonly number[], shape = [values.length]): TensorToWrite => ({
  shape,
  type: 'INT32',
  data: Int32Array.from(values),
});
export const u8 = (shape: readonly number[], scale: number, zeroPoint: number): TensorToWrite => ({
  shape,
  type: 'UINT8',
  scales: [scale],
  zeroPoints: [zeroPoint],
});
export const i8 = (shape: readonly number[], scale: number, zeroPoint: number): TensorToWrite => ({
  ...u8(shape, scale, zeroPoint),
  type: 'INT8',
});
export const u8Constant = (
  shape: readonly number[],
  scale: number,
  zeroPoint: number,
): TensorToWrite => ({
  ...u8(shape, scale, zeroPoint),
  data: codes(product(shape)),
});
export const bias = (values: readonly number[], scale: number): TensorToWrite => ({
  ...integers(values),
  scales: [scale],
});

/** An operator that reads all tensors but the last, which it writes; tensors without data are inputs. */
export function single(
  op: string,
  tensors: readonly TensorToWrite[],
  given?: OptionsToWrite,
): FileToWrite {
  const last = tensors.length - 1;
  const inputs = tensors.slice(0, last).map((_, index) => index);
  const operator = { op, inputs, outputs: [last], ...(given ? { options: given } : {}) };
  return {
    tensors,
    operators: [operator],
    inputs: inputs.filter((index) => !tensors[index]?.data),
    outputs: [last],
  };
}

/** An operator that also writes the tensors before the last. */
export function several(
  op: string,
  tensors: readonly TensorToWrite[],
  outputs: number,
  given?: OptionsToWrite,
): FileToWrite {
  const first = tensors.length - outputs;
  const file = single(op, tensors, given);
  const [operator] = file.operators;
  const inputs = operator?.inputs.filter((index) => index < first) ?? [];
  const written = tensors.map((_, index) => index).slice(first);
  return {
    ...file,
    inputs: inputs.filter((index) => !tensors[index]?.data),
    operators: [{ op, inputs, outputs: written, ...(given ? { options: given } : {}) }],
  };
}

/** The same between QUANTIZE and DEQUANTIZE: LiteRT's interface takes no signed bytes. */
export function betweenFloats(file: FileToWrite): FileToWrite {
  const count = file.tensors.length;
  const [output = 0] = file.outputs;
  const outside = [...file.inputs, output].map((index) => f32(file.tensors[index]?.shape ?? []));
  return {
    tensors: [...file.tensors, ...outside],
    operators: [
      ...file.inputs.map((index, i) => ({ op: 'QUANTIZE', inputs: [count + i], outputs: [index] })),
      ...file.operators,
      { op: 'DEQUANTIZE', inputs: [output], outputs: [count + file.inputs.length] },
    ],
    inputs: file.inputs.map((_, i) => count + i),
    outputs: [count + file.inputs.length],
  };
}

/** The numbers of a case's inputs in order: what its outputs were recorded for. */
export function inputNumbers({
  file,
}: Pick<OpCase, 'file'>): (Float32Array<ArrayBuffer> | Uint8Array)[] {
  return file.inputs.map((index, i) => {
    const tensor = file.tensors[index];
    const count = product(tensor?.shape ?? []);
    if (tensor?.type === 'UINT8') return codes(count, 29 + 2 * i);
    return Float32Array.from(pattern(count, 7 + i), (value) => 6 * value);
  });
}

/** Operators of one input each, in a row; all tensors have one shape. */
export function chain(
  ops: readonly string[],
  shape: readonly number[] = [1, 2, 2, 1],
): FileToWrite {
  return {
    tensors: Array.from({ length: ops.length + 1 }, () => ({ shape })),
    operators: ops.map((op, i) => ({ op, inputs: [i], outputs: [i + 1] })),
    inputs: [0],
    outputs: [ops.length],
  };
}
