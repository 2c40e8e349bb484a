// The payload of a tensor's section, as tensor-section.ts says it → tensor.
import { CODES_PER_RUN, FILLER, LONGEST_GAP } from '../../tensor/coded-weights';
import { codedTensor, paletteTensor } from '../../tensor/compressed-tensor';
import { fromHalf } from '../../tensor/from-half';
import { type DType, lazyTensor, type Shape, type Tensor } from '../../tensor/tensor';
import { ceilDiv, product } from '../../util/math';
import type { ByteReader } from './byte-reader';
import { decodeBytes } from './decode-bytes';
import { CODINGS, packBits, unpackBits } from './tensor-section';

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

/** Numbers between two stops: about a millisecond. */
const SLICE = 2 ** 17;

/** The tensor of a section, laid out when its numbers are asked for; with stops. @throws ModelFormatError */
export function* decodeSteps(
  reader: ByteReader,
  { name, shape, dtype }: Declared,
  allowance = new PrunedAllowance(),
): Generator<void, Tensor> {
  const count = product(shape);
  const coding = reader.uint8(`how "${name}" is coded`);
  if ((coding === CODINGS.uint32) !== (dtype === 'u32')) {
    throw reader.damaged(`"${name}" is of type ${dtype}, which coding ${coding} does not hold`);
  }
  if (coding === CODINGS.pruned) allowance.take(count, reader);
  const decode = decoderOf(coding);
  if (!decode) throw reader.damaged(`"${name}" has coding ${coding}, which is none of 0 to 4`);
  const tensor = yield* decode(reader, shape, count, `"${name}"`);
  reader.expectEnd();
  return tensor;
}

type Decoder = (
  reader: ByteReader,
  shape: Shape,
  count: number,
  name: string,
) => Generator<void, Tensor>;

function decoderOf(coding: number): Decoder | undefined {
  return [decodeFloats, decodeHalves, decodeIntegers, decodePalette, decodePruned][coding];
}

const decodeFloats: Decoder = (reader, shape, count, name) => {
  const view = viewOf(reader.bytes(4 * count, name));
  return checkedNumbers(reader, shape, count, name, (i) => view.getFloat32(4 * i, true));
};

const decodeHalves: Decoder = (reader, shape, count, name) => {
  const view = viewOf(reader.bytes(2 * count, name));
  return checkedNumbers(reader, shape, count, name, (i) => fromHalf(view.getUint16(2 * i, true)));
};

/** A tensor of numbers by their places, once all of them are known to be finite. */
function* checkedNumbers(
  reader: ByteReader,
  shape: Shape,
  count: number,
  name: string,
  numberAt: (i: number) => number,
): Generator<void, Tensor> {
  for (let i = 0; i < count; i++) {
    if (i % SLICE === 0) yield;
    if (!Number.isFinite(numberAt(i)))
      throw reader.damaged(`number ${i} of ${name} is ${numberAt(i)}`);
  }
  return lazyTensor(shape, () => {
    const numbers = new Float32Array(count);
    for (let i = 0; i < count; i++) numbers[i] = numberAt(i);
    return numbers;
  });
}

const decodeIntegers: Decoder = function* (reader, shape, count, name) {
  yield;
  const view = viewOf(reader.bytes(4 * count, name));
  const data = Uint32Array.from({ length: count }, (_, i) => view.getUint32(4 * i, true));
  return { dtype: 'u32', shape, data };
};

const decodePalette: Decoder = function* (reader, shape, count, name) {
  const bits = reader.uint8(`the bits of ${name}`);
  if (bits < 1 || bits > 8) throw reader.damaged(`codes of ${name} have ${bits} bits, not 1 to 8`);
  const codebook = readFloats(reader, `the codebook of ${name}`);
  const packed = reader.bytes(ceilDiv(bits * count, 8), `the codes of ${name}`);
  yield;
  const codes = unpackBits(packed, bits, count);
  yield;
  const wrong = codes.findIndex((code) => code >= codebook.length);
  if (wrong >= 0) {
    throw reader.damaged(`code ${wrong} of ${name} is ${codes[wrong]} of ${codebook.length}`);
  }
  return paletteTensor(shape, { codebook, codes });
};

const decodePruned: Decoder = function* (reader, shape, count, name) {
  const stored = reader.uint32(`the number of codes of ${name}`);
  if (stored > count) {
    throw reader.damaged(`${stored} codes for the ${count} numbers of ${name}`);
  }
  const values = readFloats(reader, `the codebook of ${name}`);
  const codes = yield* decodeBytes(reader, stored, `the codes of ${name}`);
  const gaps = yield* decodeBytes(reader, stored, `the gaps of ${name}`);
  const runStarts = new Uint32Array(ceilDiv(stored, CODES_PER_RUN));
  let next = 0;
  for (let i = 0; i < stored; i++) {
    if (i % SLICE === 0) yield;
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
