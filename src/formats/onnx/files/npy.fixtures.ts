// NumPy's .npy files of the recorded cases, as numbers of any dtype.
import { readFileSync } from 'node:fs';
import { parse } from 'npyjs';
import type { RecordedTensor } from './recorded-case.fixtures';

/** The tensor of a file that NumPy wrote. Integers of 64 bits and truth values become numbers. */
export function readNpyFile(path: string): RecordedTensor {
  const bytes = readFileSync(path);
  const { buffer, byteOffset, byteLength } = bytes;
  const { shape, data } = parse(buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer);
  return { dims: shape, data: Float64Array.from(data as unknown as ArrayLike<number>, Number) };
}
