// CRC-32 as PNG and zip have it (ISO 3309, polynomial 0xEDB88320): any error of up to 32 bits in a row changes it.
import { atOnce } from './at-once';

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** Bytes between two stops: about a millisecond. */
const SLICE_BYTES = 2 ** 18;

/** The checksum of parts one after the other. */
export function crc32(...parts: readonly Uint8Array[]): number {
  return atOnce(crc32Steps(parts));
}

/** `crc32`, with stops. */
export function* crc32Steps(parts: readonly Uint8Array[]): Generator<void, number> {
  let value = 0xffffffff;
  for (const part of parts) {
    for (let start = 0; start < part.length; start += SLICE_BYTES) {
      yield;
      value = advance(value, part.subarray(start, start + SLICE_BYTES));
    }
  }
  return (value ^ 0xffffffff) >>> 0;
}

function advance(from: number, bytes: Uint8Array): number {
  let value = from;
  for (let at = 0; at < bytes.length; at++) {
    value = (TABLE[(value ^ (bytes[at] as number)) & 255] as number) ^ (value >>> 8);
  }
  return value;
}
