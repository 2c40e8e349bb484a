// A writer of Deep Compression files, from sparse weights: the reader's tests make their own small files.
import { ceilDiv, product } from '../util/math';

/** One layer to write. */
export interface LayerToWrite {
  readonly name: string;
  /** OIHW. */
  readonly shape: readonly number[];
  /** Codebook entries from code 1 on; code 0 is the filler. */
  readonly codebook?: readonly number[];
  readonly bias?: readonly number[];
  /** Code of every position in order; 0 where the weight is zero. */
  readonly codes?: readonly number[];
}

/** One code as the file stores it. */
interface StoredCode {
  readonly code: number;
  readonly gap: number;
}

/** The bytes of a file with these layers. */
export function writeDeepCompression(layers: readonly LayerToWrite[]): Uint8Array<ArrayBuffer> {
  const stored = layers.map(({ codes = [] }) => storedCodes(codes));
  const header = Uint32Array.from(stored, ({ length }) => length);
  const sections = layers.map((layer, index) => layerSections(layer, stored[index] ?? []));
  return joined([bytesOf(header), ...sections.flat()]);
}

/** Codes with the gaps before them; a gap over 15 is bridged by fillers, each 16 positions further. */
export function storedCodes(codes: readonly number[]): StoredCode[] {
  const stored: StoredCode[] = [];
  let gap = 0;
  for (const code of codes) {
    if (code === 0) {
      gap++;
      continue;
    }
    for (; gap > 15; gap -= 16) stored.push({ code: 0, gap: 15 });
    stored.push({ code, gap });
    gap = 0;
  }
  return stored;
}

/** How many weights a layer has. */
export function weightCount(layer: LayerToWrite): number {
  return product(layer.shape);
}

function layerSections(layer: LayerToWrite, stored: readonly StoredCode[]): Uint8Array[] {
  const codebook = Float32Array.from({ length: 256 }, (_, i) => layer.codebook?.[i - 1] ?? 0);
  const bias = Float32Array.from({ length: layer.shape[0] ?? 0 }, (_, i) => layer.bias?.[i] ?? 0);
  const gaps = new Uint8Array(ceilDiv(stored.length, 2));
  for (const [i, { gap }] of stored.entries()) {
    gaps[i >> 1] = (gaps[i >> 1] ?? 0) | (i % 2 === 0 ? gap : gap << 4);
  }
  return [bytesOf(codebook), bytesOf(bias), Uint8Array.from(stored, ({ code }) => code), gaps];
}

/** Typed arrays of this machine are little-endian, as the file is: so are all that run Node. */
function bytesOf(array: Uint32Array | Float32Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
