// A tensor as a section of a container: how its numbers are coded (uint8), then
//
//   0 float32     number × elements
//   1 float16     number × elements; written where that loses nothing
//   2 uint32      number × elements
//   3 palette     uint8 bits b of a code, floats codebook, codes of b bits one after the other, low bits first; written of few
//                 different numbers where that is smaller
//   4 pruned      uint32 codes n, floats codebook, entropy-coded codes, entropy-coded gaps (entropy.ts)
//
// Floats are a uint16 that counts them, a uint8 with the bytes of each, 2 or 4, and the numbers. Of a pruned tensor
// (arXiv:1510.00149) a code is 0 for a filler, else one more than its value's place in the codebook; a gap, 0 to 15, is how
// many weights are left out before it. All little-endian.
import { CODES_PER_RUN, type CodedWeights, FILLER, LONGEST_GAP } from '../../tensor/coded-weights';
import { fromHalf, toHalf } from '../../tensor/half';
import type { Palette } from '../../tensor/palette';
import {
  codedTensor,
  type DType,
  lazyTensor,
  paletteTensor,
  type Shape,
  type Tensor,
} from '../../tensor/tensor';
import { ceilDiv, product } from '../../util/math';
import type { ByteReader } from './byte-reader';
import { decodeBytes, encodeBytes } from './entropy';

const FLOAT32 = 0;
const FLOAT16 = 1;
const UINT32 = 2;
const PALETTE = 3;
const PRUNED = 4;

/** Weights that the pruned tensors of any file may have, and how many more for each of their bytes. */
const FREE_WEIGHTS = 2 ** 24;
const WEIGHTS_PER_BYTE = 256;

/**
 * Pruned weights that a file may still have. Where almost nothing is left they take almost no bytes, so that a crafted file of
 * some kilobytes could claim gigabytes.
 */
export class PrunedAllowance {
  #left = FREE_WEIGHTS;

  /** @throws ModelFormatError where the weights are too many for what the file's pruned tensors take so far. */
  take(weights: number, reader: ByteReader): void {
    this.#left += WEIGHTS_PER_BYTE * reader.byteLength - weights;
    if (this.#left < 0) {
      throw reader.damaged(
        `${weights} numbers are more than the pruned tensors of so small a file have`,
      );
    }
  }
}

/** What the graph says of a tensor. */
interface Declared {
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: DType;
}

/** A tensor's section. */
export function encodeTensor(tensor: Tensor): Uint8Array<ArrayBuffer> {
  if (tensor.coded) return encodePruned(tensor.coded);
  if (tensor.palette) return encodePalette(tensor.palette);
  const { dtype, data } = tensor;
  const halves = dtype === 'f32' ? halvesOf(data) : null;
  const numbers = halves ?? data;
  const palette = data instanceof Float32Array ? paletteOf(data) : null;
  if (palette && paletteBytes(palette) < numbers.byteLength) return encodePalette(palette);
  const section = new Uint8Array(1 + numbers.byteLength);
  section[0] = dtype === 'u32' ? UINT32 : halves ? FLOAT16 : FLOAT32;
  section.set(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength), 1);
  return section;
}

function encodePruned({ codebook, codes, gaps }: CodedWeights): Uint8Array<ArrayBuffer> {
  const bytes: number[] = [];
  pushBytes(bytes, PRUNED, 1);
  pushBytes(bytes, codes.length, 4);
  pushFloats(bytes, codebook.subarray(1)); // the filler's entry is no weight's
  append(bytes, encodeBytes(codes));
  append(bytes, encodeBytes(unpackBits(gaps, 4, codes.length)));
  return Uint8Array.from(bytes);
}

function encodePalette({ codebook, codes }: Palette): Uint8Array<ArrayBuffer> {
  const bytes: number[] = [];
  const bits = bitsOf(codebook);
  pushBytes(bytes, PALETTE, 1);
  pushBytes(bytes, bits, 1);
  pushFloats(bytes, codebook);
  append(bytes, packBits(codes, bits));
  return Uint8Array.from(bytes);
}

/** How many bytes a palette takes at most. */
function paletteBytes({ codebook, codes }: Palette): number {
  return 4 + codebook.byteLength + ceilDiv(bitsOf(codebook) * codes.length, 8);
}

/** Of a code. */
function bitsOf(codebook: Float32Array): number {
  return Math.max(1, Math.ceil(Math.log2(codebook.length)));
}

/** The tensor of a section, laid out when its numbers are asked for. @throws ModelFormatError */
export function decodeTensor(
  reader: ByteReader,
  { name, shape, dtype }: Declared,
  allowance = new PrunedAllowance(),
): Tensor {
  const count = product(shape);
  const coding = reader.uint8(`how "${name}" is coded`);
  if ((coding === UINT32) !== (dtype === 'u32')) {
    throw reader.damaged(`"${name}" is of type ${dtype}, which coding ${coding} does not hold`);
  }
  if (coding === PRUNED) allowance.take(count, reader);
  const tensor = decoderOf(coding)?.(reader, shape, count, `"${name}"`);
  if (!tensor) throw reader.damaged(`"${name}" has coding ${coding}, which is none of 0 to 4`);
  reader.expectEnd();
  return tensor;
}

type Decoder = (reader: ByteReader, shape: Shape, count: number, name: string) => Tensor;

function decoderOf(coding: number): Decoder | undefined {
  return [decodeFloats, decodeHalves, decodeIntegers, decodePalette, decodePruned][coding];
}

const decodeFloats: Decoder = (reader, shape, count, name) => {
  const view = viewOf(reader.bytes(4 * count, name));
  const float = (i: number) => view.getFloat32(4 * i, true);
  for (let i = 0; i < count; i++) {
    if (!Number.isFinite(float(i))) throw reader.damaged(`number ${i} of ${name} is ${float(i)}`);
  }
  return lazyTensor(shape, () => Float32Array.from({ length: count }, (_, i) => float(i)));
};

const decodeHalves: Decoder = (reader, shape, count, name) => {
  const view = viewOf(reader.bytes(2 * count, name));
  const half = (i: number) => fromHalf(view.getUint16(2 * i, true));
  for (let i = 0; i < count; i++) {
    if (!Number.isFinite(half(i))) throw reader.damaged(`number ${i} of ${name} is ${half(i)}`);
  }
  return lazyTensor(shape, () => Float32Array.from({ length: count }, (_, i) => half(i)));
};

const decodeIntegers: Decoder = (reader, shape, count, name) => {
  const view = viewOf(reader.bytes(4 * count, name));
  const data = Uint32Array.from({ length: count }, (_, i) => view.getUint32(4 * i, true));
  return { dtype: 'u32', shape, data };
};

const decodePalette: Decoder = (reader, shape, count, name) => {
  const bits = reader.uint8(`the bits of ${name}`);
  if (bits < 1 || bits > 8) throw reader.damaged(`codes of ${name} have ${bits} bits, not 1 to 8`);
  const codebook = readFloats(reader, `the codebook of ${name}`);
  const packed = reader.bytes(ceilDiv(bits * count, 8), `the codes of ${name}`);
  const codes = unpackBits(packed, bits, count);
  const wrong = codes.findIndex((code) => code >= codebook.length);
  if (wrong >= 0) {
    throw reader.damaged(`code ${wrong} of ${name} is ${codes[wrong]} of ${codebook.length}`);
  }
  return paletteTensor(shape, { codebook, codes });
};

const decodePruned: Decoder = (reader, shape, count, name) => {
  const stored = reader.uint32(`the number of codes of ${name}`);
  if (stored > count) {
    throw reader.damaged(`${stored} codes for the ${count} numbers of ${name}`);
  }
  const values = readFloats(reader, `the codebook of ${name}`);
  const codes = decodeBytes(reader, stored, `the codes of ${name}`);
  const gaps = decodeBytes(reader, stored, `the gaps of ${name}`);
  const runStarts = new Uint32Array(ceilDiv(stored, CODES_PER_RUN));
  let next = 0;
  for (let i = 0; i < stored; i++) {
    const [code, gap] = [codes[i] as number, gaps[i] as number];
    if (i % CODES_PER_RUN === 0) runStarts[i / CODES_PER_RUN] = next;
    next += gap + 1;
    if (code > values.length || gap > LONGEST_GAP || next > count) {
      throw reader.damaged(
        `code ${i} of ${name} is ${code} of ${values.length}, at weight ${next - 1} of ${count}`,
      );
    }
  }
  const codebook = Float32Array.of(FILLER, ...values);
  return codedTensor(shape, { codebook, codes, gaps: packBits(gaps, 4), runStarts });
};

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

/** All numbers as half floats; null where one would be rounded. */
function halvesOf(numbers: ArrayLike<number>): Uint16Array<ArrayBuffer> | null {
  const halves = new Uint16Array(numbers.length);
  for (let i = 0; i < numbers.length; i++) {
    const half = toHalf(numbers[i] as number);
    if (half === null) return null;
    halves[i] = half;
  }
  return halves;
}

/** The palette of numbers that are few; null where they are more than codes can tell apart, or the sign of zero matters. */
function paletteOf(numbers: Float32Array): Palette | null {
  const distinct = new Set<number>();
  for (const number of numbers) {
    distinct.add(number);
    if (distinct.size > 256 || Object.is(number, -0)) return null;
  }
  const codebook = Float32Array.from(distinct).sort();
  const codeOf = new Map(Array.from(codebook, (number, code) => [number, code]));
  return { codebook, codes: Uint8Array.from(numbers, (number) => codeOf.get(number) ?? 0) };
}

function pushFloats(bytes: number[], numbers: Float32Array<ArrayBuffer>): void {
  const halves = halvesOf(numbers);
  pushBytes(bytes, numbers.length, 2);
  pushBytes(bytes, halves ? 2 : 4, 1);
  append(bytes, new Uint8Array((halves ?? numbers.slice()).buffer));
}

function readFloats(reader: ByteReader, what: string): Float32Array<ArrayBuffer> {
  const count = reader.uint16(what);
  const size = reader.uint8(what);
  if (count > 256) throw reader.damaged(`${what} has ${count} numbers; codes tell 256 apart`);
  if (size !== 2 && size !== 4) throw reader.damaged(`${what} has numbers of ${size} bytes`);
  const view = viewOf(reader.bytes(size * count, what));
  return Float32Array.from({ length: count }, (_, i) => {
    const number =
      size === 2 ? fromHalf(view.getUint16(2 * i, true)) : view.getFloat32(4 * i, true);
    if (!Number.isFinite(number)) throw reader.damaged(`number ${i} of ${what} is ${number}`);
    return number;
  });
}

/** Little-endian. */
function pushBytes(bytes: number[], number: number, count: number): void {
  for (let i = 0; i < count; i++) bytes.push((number >>> (8 * i)) & 255);
}

function append(bytes: number[], more: Iterable<number>): void {
  for (const byte of more) bytes.push(byte);
}

/** Codes of some bits one after the other, low bits first. */
function packBits(codes: Uint8Array, bits: number): Uint8Array<ArrayBuffer> {
  const packed = new Uint8Array(ceilDiv(codes.length * bits, 8));
  for (let i = 0; i < codes.length; i++) {
    const at = i * bits;
    const shifted = (codes[i] as number) << (at & 7);
    packed[at >> 3] = (packed[at >> 3] as number) | (shifted & 255);
    if (shifted > 255) packed[(at >> 3) + 1] = shifted >> 8;
  }
  return packed;
}

function unpackBits(packed: Uint8Array, bits: number, count: number): Uint8Array<ArrayBuffer> {
  const codes = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const at = i * bits;
    const pair = (packed[at >> 3] as number) | ((packed[(at >> 3) + 1] ?? 0) << 8);
    codes[i] = (pair >> (at & 7)) & ((1 << bits) - 1);
  }
  return codes;
}
