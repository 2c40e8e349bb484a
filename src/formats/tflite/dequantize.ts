// The numbers of constant tensors: real ones as float32, whatever the file keeps them as, and whole ones for shapes.
import { ModelFormatError, UnsupportedError } from '../../errors';
import { fromHalf } from '../../tensor/from-half';
import { product } from '../../util/math';
import { BYTES_PER_NUMBER } from './schema';
import type { TfliteQuantization, TfliteTensor } from './tflite-tensor';

/** Shapes and pads of eight axes have fewer; a large tensor in their place must not cost time for each reader. */
const MAX_INTEGERS = 64;
/** All bits of a float32's exponent. */
const EXPONENT = 0x7f800000;

/**
 * The real numbers that a constant stands for, in its own order: floats as they are, integers by their quantisation,
 * or as whole numbers where they have none and `INT32` or `INT64` says that they are meant so.
 * @throws as `checkNumbers` does.
 */
export function dequantize(tensor: TfliteTensor): Float32Array<ArrayBuffer> {
  checkNumbers(tensor);
  return realNumbers(tensor);
}

/**
 * Whether a constant has real numbers, without making them.
 * @throws ModelFormatError for a number that is not finite; UnsupportedError for a type that is not read.
 */
export function checkNumbers(tensor: TfliteTensor): void {
  const { quantization, type, data, obstacle } = tensor;
  if (!data || obstacle) {
    throw new UnsupportedError(`${describe(tensor)} ${obstacle ?? 'is not constant'}.`);
  }
  if (!(type in BYTES_PER_NUMBER)) {
    throw new UnsupportedError(
      `${describe(tensor)} is ${type}, a type that Kindling does not read.`,
    );
  }
  if (quantization) return;
  if (type === 'UINT8' || type === 'INT8' || type === 'INT16') {
    throw new UnsupportedError(
      `${describe(tensor)} is ${type} without a scale, so its real values are not known.`,
    );
  }
  if (!areFinite(type, data)) throw notFinite(tensor, realNumbers(tensor));
}

/** The numbers of a constant that was checked. */
export function realNumbers(tensor: TfliteTensor): Float32Array<ArrayBuffer> {
  const numbers = numbersOf(tensor);
  return tensor.quantization
    ? scaled(numbers, tensor, tensor.quantization)
    : new Float32Array(numbers);
}

/**
 * The whole numbers of a small constant that says how an operator works: a shape, axes, pads.
 * @throws UnsupportedError when it is not constant, or of another type; ModelFormatError when it is no small one.
 */
export function integersOf(tensor: TfliteTensor): number[] {
  if (tensor.type !== 'INT32' && tensor.type !== 'INT64') {
    throw new UnsupportedError(
      `${describe(tensor)} should hold whole numbers, but is ${tensor.type}.`,
    );
  }
  if (product(tensor.shape) > MAX_INTEGERS) {
    throw new ModelFormatError(
      `${describe(tensor)} should say how an operator works, but holds ${product(tensor.shape)} numbers. ` +
        'The file is damaged.',
      { layer: tensor.name, offset: tensor.offset },
    );
  }
  checkNumbers(tensor);
  return Array.from(numbersOf(tensor));
}

function scaled(
  numbers: ArrayLike<number>,
  { shape }: TfliteTensor,
  { scales, zeroPoints, axis }: TfliteQuantization,
): Float32Array<ArrayBuffer> {
  const values = new Float32Array(numbers.length);
  // One scale holds for a run of numbers: those behind one index along the axis, or all.
  const runLength = scales.length === 1 ? numbers.length : product(shape.slice(axis + 1));
  for (let start = 0, run = 0; start < numbers.length; start += runLength, run++) {
    const scale = scales[run % scales.length] ?? 0;
    const zeroPoint = zeroPoints[run % scales.length] ?? 0;
    for (let i = start; i < start + runLength; i++) {
      values[i] = ((numbers[i] ?? 0) - zeroPoint) * scale;
    }
  }
  return values;
}

/** Whether no float has all bits of its exponent set, as infinities and NaN have. */
function areFinite(type: string, data: Uint8Array): boolean {
  if (type === 'FLOAT32') {
    const { buffer, byteOffset } = data.byteOffset % 4 === 0 ? data : data.slice();
    return areExponentsFinite(new Int32Array(buffer, byteOffset, data.length / 4));
  }
  if (type === 'FLOAT16') {
    for (let i = 1; i < data.length; i += 2) {
      if (((data[i] as number) & 0x7c) === 0x7c) return false;
    }
  }
  return true;
}

function areExponentsFinite(words: Int32Array): boolean {
  const at = (i: number) => (words[i] as number) & EXPONENT;
  let i = 0;
  // Four at a time: most of what a loop over one takes is the loop's own.
  for (; i + 3 < words.length; i += 4) {
    if (at(i) === EXPONENT || at(i + 1) === EXPONENT) return false;
    if (at(i + 2) === EXPONENT || at(i + 3) === EXPONENT) return false;
  }
  for (; i < words.length; i++) if (at(i) === EXPONENT) return false;
  return true;
}

/** The stored numbers. Machines with WebGPU are little-endian, as the file is, so typed arrays can view its bytes. */
function numbersOf({ data, type }: TfliteTensor) {
  const bytes = data ?? new Uint8Array();
  if (type === 'UINT8' || type === 'BOOL') return bytes;
  if (type === 'INT8') return new Int8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // A copy, because wider numbers must lie at a multiple of their size.
  const { buffer } = new Uint8Array(bytes);
  switch (type) {
    case 'FLOAT16':
      return fromHalves(new Uint16Array(buffer));
    case 'INT16':
      return new Int16Array(buffer);
    case 'INT32':
      return new Int32Array(buffer);
    case 'INT64':
      return Float64Array.from(new BigInt64Array(buffer), Number);
    default:
      return new Float32Array(buffer);
  }
}

/** In a plain loop: files have millions of them. */
function fromHalves(halves: Uint16Array): Float32Array<ArrayBuffer> {
  const numbers = new Float32Array(halves.length);
  for (let i = 0; i < halves.length; i++) numbers[i] = fromHalf(halves[i] as number);
  return numbers;
}

function notFinite(tensor: TfliteTensor, values: Float32Array): ModelFormatError {
  const index = values.findIndex((value) => !Number.isFinite(value));
  const offset = tensor.offset + (index * (tensor.data?.length ?? 0)) / values.length;
  return new ModelFormatError(
    `${describe(tensor)}: number ${index}, at offset ${offset}, is ${values[index]}, not one that a weight can have. ` +
      'The file is damaged.',
    { layer: tensor.name, offset },
  );
}

function describe({ index, name }: TfliteTensor): string {
  return `Tensor ${index} ("${name}")`;
}
