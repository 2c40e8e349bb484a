// What pbf's writer lacks: whole numbers up to INT64_MAX, text of all of Unicode, and fields that are left out where they
// are empty.
import type { PbfWriter } from 'pbf';

/** The largest int64 as a varint: no double can hold it, and 2^63, which stands for it, is beyond. */
const INT64_MAX = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f);

const UTF_8 = new TextEncoder();

/** A whole number; beyond int64 it becomes the end of int64. */
function writeInt64(pbf: PbfWriter, value: number): void {
  if (value < 2 ** 63) {
    pbf.writeVarint(Math.max(value, -(2 ** 63)));
    return;
  }
  pbf.realloc(INT64_MAX.length);
  pbf.buf.set(INT64_MAX, pbf.pos);
  pbf.pos += INT64_MAX.length;
}

/** A field of a whole number; 0 is left out. */
export function writeInt(pbf: PbfWriter, field: number, value: number): void {
  if (value === 0) return;
  pbf.writeTag(field, 0);
  writeInt64(pbf, value);
}

/** A packed field of whole numbers. */
export function writeInts(pbf: PbfWriter, field: number, values: readonly number[]): void {
  if (values.length === 0) return;
  pbf.writeMessage(
    field,
    (numbers: readonly number[]) => {
      for (const value of numbers) writeInt64(pbf, value);
    },
    values,
  );
}

/** A field of text, also where it is empty. pbf's own writer garbles characters beyond U+1FFFF. */
export function writeAnyText(pbf: PbfWriter, field: number, text: string): void {
  pbf.writeBytesField(field, UTF_8.encode(text));
}

/** A field of text; the empty text is left out. */
export function writeText(pbf: PbfWriter, field: number, text: string): void {
  if (text !== '') writeAnyText(pbf, field, text);
}
