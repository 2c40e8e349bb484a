// Bytes of a picture, no more of them than are allowed: what is larger is refused before it is in memory.
import { AddressError } from './address';

/** @throws AddressError for more bytes than are allowed */
export function checkSize(address: string, bytes: number, maxBytes: number): void {
  if (bytes <= maxBytes) return;
  throw new AddressError(
    'too-large',
    `"${address}" has more than the ${maxBytes} bytes that --max-bytes allows.`,
  );
}

/** What a server sends, counted while it comes. @throws AddressError as soon as it is too much */
export async function readLimited(
  parts: AsyncIterable<Uint8Array>,
  address: string,
  maxBytes: number,
): Promise<Uint8Array> {
  const taken: Uint8Array[] = [];
  let bytes = 0;
  // Leaving the loop cancels what is still under way.
  for await (const part of parts) {
    bytes += part.byteLength;
    checkSize(address, bytes, maxBytes);
    taken.push(part);
  }
  return Buffer.concat(taken);
}
