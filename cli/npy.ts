// NumPy's .npy files, read with npyjs and checked: npyjs takes a cut-off file for a short array,
// trailing bytes for elements, and Fortran order for C order.
import { readFile } from 'node:fs/promises';
import { dump, parse } from 'npyjs';
import { fileTrouble, InputFileError } from './failures';
import { elementCount, formatShape } from './shapes';

/** A tensor as it stands in a .npy file, converted to float32, C order (last axis fastest). */
export interface NpyTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array<ArrayBuffer>;
}

/** The dtypes of real numbers, as npyjs writes them, with bytes per element. */
const REAL_DTYPES: ReadonlyMap<string, number> = new Map([
  ['f2', 2],
  ['f4', 4],
  ['f8', 8],
  ['i1', 1],
  ['i2', 2],
  ['i4', 4],
  ['i8', 8],
  ['u1', 1],
  ['u2', 2],
  ['u4', 4],
  ['u8', 8],
]);

/**
 * Reads a .npy file of real numbers of any little-endian dtype as float32.
 *
 * @throws InputFileError when the file cannot be read, is no .npy file, is cut off, is in Fortran
 * order, or holds anything but real numbers in little-endian order.
 */
export async function readNpy(path: string): Promise<NpyTensor> {
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = new Uint8Array(await readFile(path));
  } catch (error) {
    throw new InputFileError(`"${path}" cannot be read: ${fileTrouble(error)}.`, { cause: error });
  }
  try {
    return decodeNpy(bytes);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputFileError(`"${path}" cannot be used as input: ${reason}`, { cause: error });
  }
}

/** The bytes of a .npy file of float32 in C order. */
export function encodeNpy(tensor: NpyTensor): Uint8Array<ArrayBuffer> {
  return new Uint8Array(dump(tensor.data, [...tensor.shape], { dtype: 'f4' }));
}

/** The tensor in the bytes of a .npy file. @throws Error with a sentence that says what is wrong. */
export function decodeNpy(file: Uint8Array<ArrayBuffer>): NpyTensor {
  const bytes = withAlignedData(file);
  const dataOffset = findData(bytes);
  const { shape, fortranOrder, dtype } = parseHeader(bytes.slice(0, dataOffset));
  const elementBytes = REAL_DTYPES.get(dtype);
  if (elementBytes === undefined) throw new Error(unreadable(dtype));
  // With one axis longer than 1 at most, both orders are the same.
  if (fortranOrder && shape.filter((size) => size !== 1).length > 1) {
    throw new Error('it is in Fortran order; save it with numpy.ascontiguousarray.');
  }
  const want = elementCount(shape) * elementBytes;
  const got = bytes.byteLength - dataOffset;
  if (got !== want) {
    throw new Error(
      `shape ${formatShape(shape)} of ${dtype} takes ${want} bytes of data, got ${got}.`,
    );
  }
  return { shape, data: toFloat32(parse(bytes.buffer).data) };
}

/** Of any dtype. */
const ALIGNMENT = 8;

/**
 * The same file with blanks at the end of its header, so that npyjs can make an array of what follows: NumPy aligns the data,
 * other writers need not.
 */
function withAlignedData(file: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const dataOffset = findData(file);
  const missing = -dataOffset & (ALIGNMENT - 1);
  if (missing === 0) return file;
  const padded = new Uint8Array(file.byteLength + missing);
  padded.set(file.subarray(0, dataOffset));
  padded.fill(BLANK, dataOffset, dataOffset + missing);
  padded.set(file.subarray(dataOffset), dataOffset + missing);
  const view = new DataView(padded.buffer);
  if (view.getUint8(6) === 1) view.setUint16(8, dataOffset + missing - 10, true);
  else view.setUint32(8, dataOffset + missing - 12, true);
  return padded;
}

const BLANK = 0x20;

/** Where the header ends, from its length field: 2 bytes in version 1, 4 bytes since version 2. */
function findData(bytes: Uint8Array<ArrayBuffer>): number {
  const magic = '\x93NUMPY';
  const isNpy = [...magic].every((letter, index) => bytes[index] === letter.charCodeAt(0));
  if (!isNpy || bytes.byteLength < 12) throw new Error('it is not a .npy file.');
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const offset =
    view.getUint8(6) === 1 ? 10 + view.getUint16(8, true) : 12 + view.getUint32(8, true);
  if (offset > bytes.byteLength) throw new Error('it is cut off inside its header.');
  return offset;
}

/** What npyjs reads from a header, which it is given without data, so that it cannot misread any. */
function parseHeader(header: Uint8Array<ArrayBuffer>) {
  try {
    return parse(header.buffer);
  } catch (error) {
    // Big-endian dtypes and structs end here: "Unsupported dtype: >f4", "Malformed .npy header".
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(unreadable(reason));
  }
}

function unreadable(what: string): string {
  return `${what}: only little-endian real numbers (float, int, uint) are read.`;
}

function toFloat32(data: ArrayBufferView): Float32Array<ArrayBuffer> {
  if (data instanceof Float32Array) return new Float32Array(data);
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) {
    return Float32Array.from(data, Number);
  }
  // `REAL_DTYPES` has let through nothing but arrays of numbers.
  return Float32Array.from(data as unknown as ArrayLike<number>);
}
