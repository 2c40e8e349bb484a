// Numbers as the bytes of raw_data: little-endian, as on every machine that has WebGPU or Node.
import type { TensorData } from '../../../tensor/tensor';

/** The bytes of float32 or uint32 numbers, not copied. */
export function floatBytes({ buffer, byteOffset, byteLength }: TensorData): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** The bytes of whole numbers as int64. */
export function int64Bytes(values: readonly number[]): Uint8Array {
  return new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
}
