// Checksums for what is locked: short, and another one for any other byte.
import { crc32 } from '../../src/util/crc32';

/** Of bytes, numbers or a text: eight hexadecimal digits. */
export function checksum(content: ArrayBuffer | ArrayBufferView | string): string {
  const bytes =
    typeof content === 'string'
      ? new TextEncoder().encode(content)
      : ArrayBuffer.isView(content)
        ? new Uint8Array(content.buffer, content.byteOffset, content.byteLength)
        : new Uint8Array(content);
  return crc32(bytes).toString(16).padStart(8, '0');
}
