// Tensor → the payload of its section, as tensor-section.ts says it.
import type { CodedWeights } from '../../tensor/coded-weights';
import { toHalf } from '../../tensor/half';
import type { Palette } from '../../tensor/palette';
import type { Tensor } from '../../tensor/tensor';
import { ceilDiv } from '../../util/math';
import { encodeBytes } from './encode-bytes';
import { CODINGS, packBits, unpackBits } from './tensor-section';

/** A tensor's section. */
export function encodeTensor(tensor: Tensor): Uint8Array<ArrayBuffer> {
  if (tensor.coded) return encodePruned(tensor.coded);
  if (tensor.palette) return encodePalette(tensor.palette);
  const { dtype, data } = tensor;
  const halves = dtype === 'f32' ? exactHalvesOf(data) : null;
  const numbers = halves ?? data;
  const palette = data instanceof Float32Array ? paletteOf(data) : null;
  if (palette && paletteBytes(palette) < numbers.byteLength) return encodePalette(palette);
  const section = new Uint8Array(1 + numbers.byteLength);
  section[0] = dtype === 'u32' ? CODINGS.uint32 : halves ? CODINGS.float16 : CODINGS.float32;
  section.set(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength), 1);
  return section;
}

function encodePruned({ codebook, codes, gaps }: CodedWeights): Uint8Array<ArrayBuffer> {
  const bytes: number[] = [];
  pushBytes(bytes, CODINGS.pruned, 1);
  pushBytes(bytes, codes.length, 4);
  pushFloats(bytes, codebook.subarray(1)); // the filler's entry is no weight's
  append(bytes, encodeBytes(codes));
  append(bytes, encodeBytes(unpackBits(gaps, 4, codes.length)));
  return Uint8Array.from(bytes);
}

function encodePalette({ codebook, codes }: Palette): Uint8Array<ArrayBuffer> {
  const bytes: number[] = [];
  const bits = bitsOf(codebook);
  pushBytes(bytes, CODINGS.palette, 1);
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

/** All numbers as half floats; null where one would be rounded. */
function exactHalvesOf(numbers: ArrayLike<number>): Uint16Array<ArrayBuffer> | null {
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
  const halves = exactHalvesOf(numbers);
  pushBytes(bytes, numbers.length, 2);
  pushBytes(bytes, halves ? 2 : 4, 1);
  append(bytes, new Uint8Array((halves ?? numbers.slice()).buffer));
}

/** Little-endian. */
function pushBytes(bytes: number[], number: number, count: number): void {
  for (let i = 0; i < count; i++) bytes.push((number >>> (8 * i)) & 255);
}

function append(bytes: number[], more: Iterable<number>): void {
  for (const byte of more) bytes.push(byte);
}
