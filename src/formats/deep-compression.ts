// Reads the files of Deep Compression (Han et al. 2015, arXiv:1510.00149): pruned weights as 8-bit codes into a
// codebook per layer, with 4-bit gaps between the positions that are kept (section 2, figure 2; section 3).
//   header     uint32 × layers: stored codes of each layer
//   per layer  codebook float32 × 256 · biases float32 × k · codes uint8 × n · gaps uint4 × n, low half first
// Little-endian. The position of code i is Σ(gap + 1) over 0…i, minus 1, in the flattened OIHW weights.
import { ModelFormatError } from '../errors';
import { CODES_PER_RUN, FILLER, gapBefore } from '../tensor/coded-weights';
import { codedTensor } from '../tensor/compressed-tensor';
import type { Shape, Tensor } from '../tensor/tensor';
import { ceilDiv, product } from '../util/math';

/** The convolutions a file must hold, in order. */
export interface LayerSpec {
  readonly name: string;
  /** OIHW. */
  readonly shape: Shape;
}

/** One layer of a file. */
export interface DecodedLayer {
  readonly name: string;
  readonly shape: Shape;
  /** OIHW weights, as the file codes them and decoded; positions that no code names are zero. */
  readonly weights: Tensor;
  readonly bias: Float32Array<ArrayBuffer>;
  /** Codes in the file, fillers included. */
  readonly storedCodes: number;
  readonly nonZeroWeights: number;
}

const CODEBOOK_ENTRIES = 256;

/**
 * Whether bytes may be such a file, perhaps a damaged or truncated one. It has no magic number; but most of the counts that its
 * header has say no more codes than the layer has weights, which is next to impossible for numbers that mean something else.
 */
export function looksLikeDeepCompression(bytes: Uint8Array, layers: readonly LayerSpec[]): boolean {
  if (bytes.byteLength < 4 * layers.length) return false;
  const header = new DataView(bytes.buffer, bytes.byteOffset);
  const fitting = layers.filter(({ shape }, index) => {
    const codes = header.getUint32(4 * index, true);
    return codes > 0 && codes <= product(shape);
  });
  return 2 * fitting.length > layers.length;
}

/**
 * Decodes a Deep Compression file for the given layers.
 * @throws ModelFormatError naming layer and byte offset: the file ends early, goes on after the last layer,
 * a gap runs past a layer's last weight, or a codebook or bias is not a finite number.
 */
export function readDeepCompression(
  bytes: Uint8Array,
  layers: readonly LayerSpec[],
): DecodedLayer[] {
  const reader = new SectionReader(bytes);
  const header = reader.take(4 * layers.length, null, `the header of ${layers.length} code counts`);
  const decoded = layers.map((layer, index) =>
    readLayer(reader, layer, header.getUint32(4 * index, true)),
  );
  reader.expectEnd(layers.at(-1)?.name ?? null);
  return decoded;
}

function readLayer(reader: SectionReader, layer: LayerSpec, storedCodes: number): DecodedLayer {
  const { name, shape } = layer;
  const codebook = reader.takeFloats(CODEBOOK_ENTRIES, name, 'codebook');
  const bias = reader.takeFloats(shape[0] ?? 0, name, 'biases');
  const codes = reader.takeBytes(storedCodes, name, `its ${storedCodes} codes`);
  const gapsOffset = reader.offset;
  const gapsWanted = `the gaps of its ${storedCodes} codes`;
  const gaps = reader.takeBytes(ceilDiv(storedCodes, 2), name, gapsWanted);
  const runStarts = runStartsOf(layer, gaps, storedCodes, gapsOffset);
  const weights = codedTensor(shape, { codebook, codes, gaps, runStarts });
  const nonZeroWeights = codes.reduce((sum, code) => sum + Number(isWeight(code, codebook)), 0);
  return { name, shape, weights, bias, storedCodes, nonZeroWeights };
}

function isWeight(code: number, codebook: Float32Array): boolean {
  return code !== FILLER && codebook[code] !== 0;
}

/** Follows the gaps to the last code. @throws ModelFormatError where one runs past the layer's end. */
function runStartsOf(
  { name, shape }: LayerSpec,
  gaps: Uint8Array,
  storedCodes: number,
  gapsOffset: number,
): Uint32Array<ArrayBuffer> {
  const count = product(shape);
  const runStarts = new Uint32Array(ceilDiv(storedCodes, CODES_PER_RUN));
  let next = 0;
  for (let i = 0; i < storedCodes; i++) {
    if (i % CODES_PER_RUN === 0) runStarts[i / CODES_PER_RUN] = next;
    next += gapBefore(gaps, i) + 1;
    if (next > count) {
      throw new ModelFormatError(
        `Layer "${name}": the gap at byte ${gapsOffset + (i >> 1)} (code ${i} of ${storedCodes}) runs past the ` +
          `layer's end, to weight ${next - 1} of ${count}. The file is damaged.`,
        { layer: name, offset: gapsOffset + (i >> 1) },
      );
    }
  }
  return runStarts;
}

/** Hands out consecutive byte ranges and knows where it stands. */
class SectionReader {
  offset = 0;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  take(byteLength: number, layer: string | null, what: string): DataView {
    const rest = this.#bytes.byteLength - this.offset;
    if (byteLength > rest) {
      throw new ModelFormatError(
        `${layer === null ? 'The file' : `Layer "${layer}"`}: ${what} need ${byteLength} bytes at offset ` +
          `${this.offset}, but only ${rest} are left. The file is truncated or not a Deep Compression file.`,
        { layer, offset: this.offset },
      );
    }
    const view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset + this.offset, byteLength);
    this.offset += byteLength;
    return view;
  }

  takeBytes(byteLength: number, layer: string, what: string): Uint8Array {
    const { buffer, byteOffset } = this.take(byteLength, layer, what);
    return new Uint8Array(buffer, byteOffset, byteLength);
  }

  takeFloats(count: number, layer: string, what: string): Float32Array<ArrayBuffer> {
    const start = this.offset;
    const view = this.take(4 * count, layer, `its ${what}`);
    return Float32Array.from({ length: count }, (_, i) => {
      const value = view.getFloat32(4 * i, true);
      if (!Number.isFinite(value)) {
        throw new ModelFormatError(
          `Layer "${layer}": entry ${i} of its ${what}, at offset ${start + 4 * i}, is ${value}, not a number ` +
            'that a weight can have. The file is damaged.',
          { layer, offset: start + 4 * i },
        );
      }
      return value;
    });
  }

  expectEnd(lastLayer: string | null): void {
    const trailing = this.#bytes.byteLength - this.offset;
    if (trailing > 0) {
      throw new ModelFormatError(
        `${trailing} bytes follow the last layer ("${lastLayer}"), which ends at offset ${this.offset}. ` +
          'The file is padded or holds another network.',
        { layer: lastLayer, offset: this.offset },
      );
    }
  }
}
