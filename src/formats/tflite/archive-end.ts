// Where a ZIP archive behind a model ends (PKWARE's APPNOTE, section 4.3.16), if there is one.

const END_SIGNATURE = 0x06054b50;
const FIRST_BYTE = END_SIGNATURE & 0xff;
const END_BYTES = 22;
const MAX_COMMENT_BYTES = 0xffff;

/** Where the end record starts: the last one whose comment ends where the bytes end; null where there is none. */
export function archiveEnd(bytes: Uint8Array): number | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const last = view.byteLength - END_BYTES;
  const first = Math.max(0, last - MAX_COMMENT_BYTES);
  for (let at = last; at >= first; at--) {
    // By one byte, which engines look for faster than any loop.
    at = bytes.lastIndexOf(FIRST_BYTE, at);
    if (at < first) return null;
    if (view.getUint32(at, true) === END_SIGNATURE) {
      if (view.getUint16(at + 20, true) === last - at) return at;
    }
  }
  return null;
}
