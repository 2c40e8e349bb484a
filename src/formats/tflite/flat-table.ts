// Bounds-checked access to FlatBuffers' tables: `flatbuffers` reads numbers, but its JavaScript has no verifier, so
// every offset, vtable, vector and string is checked against the file before it is read.
// https://flatbuffers.dev/internals/: a table starts with the distance back to its vtable; the vtable holds its own
// size, the table's size, and for each slot the field's distance from the table's start, 0 where it is absent.
import type { ModelFormatError } from '../../errors';
import { FlatBytes, TABLE_BYTES } from './flat-bytes';

/** The fields of a kind of table: name → slot in the vtable. */
export type Slots<F extends string> = Readonly<Record<F, number>>;

const UTF8 = new TextDecoder('utf-8', { fatal: true });
/** Names and custom codes are shorter; this only keeps a damaged length from becoming a huge string. */
const MAX_STRING_BYTES = 16384;
/** A table without fields: its own field list of four bytes, then the distance back to it. */
const EMPTY_TABLE = Uint8Array.of(4, 0, 4, 0, 4, 0, 0, 0);

/** One table; fields that are absent have their default, as in FlatBuffers. */
export class FlatTable<F extends string> {
  /** What the table is, for messages: `tensor 12`. */
  readonly what: string;
  readonly #flat: FlatBytes;
  readonly #slots: Slots<F>;
  readonly #at: number;
  readonly #vtable: number;
  readonly #vtableBytes: number;
  readonly #tableBytes: number;

  /** @internal Use `readRootTable`, and the tables that it gives. @throws ModelFormatError */
  constructor(flat: FlatBytes, at: number, slots: Slots<F>, what: string) {
    this.what = what;
    this.#flat = flat;
    this.#slots = slots;
    this.#at = at;
    flat.need(at, 4, `the table of ${what}`);
    flat.charge(at, TABLE_BYTES, what);
    this.#vtable = at - flat.buffer.readInt32(at);
    flat.need(this.#vtable, 4, `the field list of ${what}`);
    this.#vtableBytes = flat.buffer.readUint16(this.#vtable);
    this.#tableBytes = flat.buffer.readUint16(this.#vtable + 2);
    if (this.#vtableBytes < 4 || this.#vtableBytes % 2 === 1) {
      throw flat.damaged(
        this.#vtable,
        `the field list of ${what}, at offset ${flat.inFile(this.#vtable)}, says that it has ${this.#vtableBytes} bytes`,
      );
    }
    flat.need(this.#vtable, this.#vtableBytes, `the field list of ${what}`);
    flat.need(at, Math.max(this.#tableBytes, 4), `the table of ${what}`);
  }

  /** Where the table starts in the file. */
  get offset(): number {
    return this.#flat.inFile(this.#at);
  }

  /** Whether the file has the field at all. */
  has(field: F): boolean {
    return this.#fieldAt(field, 1) !== null;
  }

  uint8(field: F, absent = 0): number {
    const at = this.#fieldAt(field, 1);
    return at === null ? absent : this.#flat.buffer.readUint8(at);
  }

  int8(field: F, absent = 0): number {
    const at = this.#fieldAt(field, 1);
    return at === null ? absent : this.#flat.buffer.readInt8(at);
  }

  bool(field: F): boolean {
    return this.uint8(field) !== 0;
  }

  int32(field: F, absent = 0): number {
    const at = this.#fieldAt(field, 4);
    return at === null ? absent : this.#flat.buffer.readInt32(at);
  }

  uint32(field: F, absent = 0): number {
    return this.int32(field, absent) >>> 0;
  }

  float32(field: F, absent = 0): number {
    const at = this.#fieldAt(field, 4);
    return at === null ? absent : this.#flat.buffer.readFloat32(at);
  }

  /** An unsigned 64-bit number; above 2⁵³ only roughly. */
  uint64(field: F): number {
    const at = this.#fieldAt(field, 8);
    return at === null ? 0 : Number(this.#flat.buffer.readUint64(at));
  }

  /** A string; null where it is absent. @throws ModelFormatError also for bytes that are not UTF-8. */
  string(field: F): string | null {
    const at = this.#vectorAt(field);
    if (at === null) return null;
    const what = this.#name(field);
    const length = this.#flat.vectorLength(at, 1, what);
    if (length > MAX_STRING_BYTES) {
      throw this.#flat.damaged(at, `${what} is a name of ${length} bytes`);
    }
    try {
      return UTF8.decode(this.#flat.slice(at + 4, length));
    } catch {
      throw this.#flat.damaged(at, `${what}, at offset ${this.#flat.inFile(at)}, is not UTF-8`);
    }
  }

  /** A vector of bytes, as a view into the file, and where it starts there; null where it is absent. */
  bytes(field: F): { readonly data: Uint8Array; readonly offset: number } | null {
    const at = this.#vectorAt(field);
    if (at === null) return null;
    const length = this.#flat.vectorLength(at, 1, this.#name(field));
    return { data: this.#flat.slice(at + 4, length), offset: this.#flat.inFile(at + 4) };
  }

  int32s(field: F): number[] | null {
    return this.#numbers(field, 4, (at) => this.#flat.buffer.readInt32(at));
  }

  uint16s(field: F): number[] | null {
    return this.#numbers(field, 2, (at) => this.#flat.buffer.readUint16(at));
  }

  float32s(field: F): number[] | null {
    return this.#numbers(field, 4, (at) => this.#flat.buffer.readFloat32(at));
  }

  /** 64-bit numbers; above 2⁵³ only roughly. */
  int64s(field: F): number[] | null {
    // In halves: a BigInt for each costs more than all else of a vector.
    return this.#numbers(field, 8, (at) => {
      const { buffer } = this.#flat;
      return buffer.readInt32(at + 4) * 2 ** 32 + buffer.readUint32(at);
    });
  }

  /** The table that a field points to; null where it is absent. */
  table<G extends string>(field: F, slots: Slots<G>, what: string): FlatTable<G> | null {
    const at = this.#vectorAt(field);
    return at === null ? null : new FlatTable(this.#flat, at, slots, what);
  }

  /** A vector of tables; none where it is absent. `what` names the table of an index. */
  tables<G extends string>(
    field: F,
    slots: Slots<G>,
    what: (index: number) => string,
  ): FlatTable<G>[] {
    const at = this.#vectorAt(field);
    if (at === null) return [];
    const length = this.#flat.vectorLength(at, 4, this.#name(field));
    return Array.from({ length }, (_, index) => {
      const target = this.#flat.follow(at + 4 + 4 * index, what(index));
      return new FlatTable(this.#flat, target, slots, what(index));
    });
  }

  /** An error about this table. */
  damaged(problem: string): ModelFormatError {
    return this.#flat.damaged(this.#at, `${this.what} (table at offset ${this.offset}) ${problem}`);
  }

  #numbers(field: F, elementBytes: number, read: (at: number) => number): number[] | null {
    const at = this.#vectorAt(field);
    if (at === null) return null;
    const length = this.#flat.vectorLength(at, elementBytes, this.#name(field));
    const numbers: number[] = [];
    for (let i = 0; i < length; i++) numbers.push(read(at + 4 + elementBytes * i));
    return numbers;
  }

  #vectorAt(field: F): number | null {
    const at = this.#fieldAt(field, 4);
    return at === null ? null : this.#flat.follow(at, this.#name(field));
  }

  /** Where a field of this size lies; null where the table does not have it. */
  #fieldAt(field: F, byteLength: number): number | null {
    const entry = 4 + 2 * this.#slots[field];
    if (entry + 2 > this.#vtableBytes) return null;
    const distance = this.#flat.buffer.readUint16(this.#vtable + entry);
    if (distance === 0) return null;
    if (distance < 4 || distance + byteLength > this.#tableBytes) {
      throw this.#flat.damaged(
        this.#vtable + entry,
        `${this.#name(field)} would lie ${distance} bytes into a table of ${this.#tableBytes}, at offset ${this.offset}`,
      );
    }
    return this.#at + distance;
  }

  #name(field: F): string {
    return `field "${field}" of ${this.what}`;
  }
}

/**
 * The root table of a FlatBuffer, `base` bytes into the file.
 * @throws ModelFormatError naming what is out of range, and at which byte.
 */
export function readRootTable<F extends string>(
  bytes: Uint8Array,
  slots: Slots<F>,
  what: string,
  base = 0,
): FlatTable<F> {
  const flat = new FlatBytes(bytes, base);
  return new FlatTable(flat, flat.follow(0, what), slots, what);
}

/** A table whose fields are all absent, for an optional table that the file leaves out at `offset`. */
export function emptyTable<F extends string>(
  slots: Slots<F>,
  what: string,
  offset: number,
): FlatTable<F> {
  return new FlatTable(new FlatBytes(EMPTY_TABLE, offset - 4), 4, slots, what);
}

/** The four characters that say what a FlatBuffer holds; null where there are too few bytes. */
export function identifierOf(bytes: Uint8Array): string | null {
  return bytes.length < 8 ? null : String.fromCharCode(...bytes.subarray(4, 8));
}
