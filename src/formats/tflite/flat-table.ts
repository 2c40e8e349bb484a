// Bounds-checked access to FlatBuffers' tables: `flatbuffers` reads numbers, but its JavaScript has no verifier, so
// every offset, vtable, vector and string is checked against the file before it is read.
// https://flatbuffers.dev/internals/: a table starts with the distance back to its vtable; the vtable holds its own
// size, the table's size, and for each slot the field's distance from the table's start, 0 where it is absent.
import type { ByteBuffer } from 'flatbuffers';
import type { ModelFormatError } from '../../errors';
import { FlatBytes, TABLE_BYTES } from './flat-bytes';

/** The fields of a kind of table: name → slot in the vtable. */
export type Slots<F extends string> = Readonly<Record<F, number>>;

/**
 * What a table is, for messages: `the model`; or what says it of the table's index in a vector, `tensor 12`, or of what the
 * table is that points to it, `the quantisation of tensor 12`. Errors alone ask, so it costs nothing before.
 */
export type TableName = string | ((of: number | string) => string);

type NumberReader = (buffer: ByteBuffer, at: number) => number;
const readUint16: NumberReader = (buffer, at) => buffer.readUint16(at);
const readFloat32: NumberReader = (buffer, at) => buffer.readFloat32(at);
/** In halves: a BigInt for each costs more than all else of a vector. */
const readInt64: NumberReader = (buffer, at) =>
  buffer.readInt32(at + 4) * 2 ** 32 + buffer.readUint32(at);

const UTF8 = new TextDecoder('utf-8', { fatal: true });
/** Names and custom codes are shorter; this only keeps a damaged length from becoming a huge string. */
const MAX_STRING_BYTES = 16384;
/** A table without fields: its own field list of four bytes, then the distance back to it. */
const EMPTY_TABLE = Uint8Array.of(4, 0, 4, 0, 4, 0, 0, 0);

/** One table; fields that are absent have their default, as in FlatBuffers. */
export class FlatTable<F extends string> {
  readonly #flat: FlatBytes;
  readonly #slots: Slots<F>;
  readonly #at: number;
  readonly #vtable: number;
  readonly #vtableBytes: number;
  readonly #tableBytes: number;
  readonly #named: TableName;
  /** What the name is said of: an index, or the table that points to this one. */
  readonly #of: number | FlatTable<string>;

  /** @internal Use `readRootTable`, and the tables that it gives. @throws ModelFormatError */
  constructor(
    flat: FlatBytes,
    at: number,
    slots: Slots<F>,
    named: TableName,
    of: number | FlatTable<string> = 0,
  ) {
    this.#flat = flat;
    this.#slots = slots;
    this.#at = at;
    this.#named = named;
    this.#of = of;
    if (!flat.holds(at, 4)) throw flat.missing(at, 4, this.what);
    if (!flat.affords(TABLE_BYTES)) throw flat.excessive(at, this.what);
    const vtable = at - flat.buffer.readInt32(at);
    const vtableBytes = flat.holds(vtable, 4) ? flat.buffer.readUint16(vtable) : 4;
    if (vtableBytes < 4 || vtableBytes % 2 === 1) {
      throw flat.damaged(
        vtable,
        `the field list of ${this.what}, at offset ${flat.inFile(vtable)}, says that it has ${vtableBytes} bytes`,
      );
    }
    if (!flat.holds(vtable, vtableBytes)) {
      throw flat.missing(vtable, vtableBytes, `the field list of ${this.what}`);
    }
    this.#vtable = vtable;
    this.#vtableBytes = vtableBytes;
    this.#tableBytes = flat.buffer.readUint16(vtable + 2);
    if (!flat.holds(at, this.#tableBytes)) {
      throw flat.missing(at, this.#tableBytes, `the table of ${this.what}`);
    }
  }

  /** What the table is, for messages: `tensor 12`. */
  get what(): string {
    if (typeof this.#named === 'string') return this.#named;
    return this.#named(typeof this.#of === 'number' ? this.#of : this.#of.what);
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
    const at = this.#vectorAt(field, 1);
    if (at === null) return null;
    const length = this.#flat.buffer.readUint32(at);
    if (length > MAX_STRING_BYTES) {
      throw this.#flat.damaged(at, `${this.#name(field)} is a name of ${length} bytes`);
    }
    try {
      return UTF8.decode(this.#flat.slice(at + 4, length));
    } catch {
      throw this.#flat.damaged(
        at,
        `${this.#name(field)}, at offset ${this.#flat.inFile(at)}, is not UTF-8`,
      );
    }
  }

  /** A vector of bytes, as a view into the file, and where it starts there; null where it is absent. */
  bytes(field: F): { readonly data: Uint8Array; readonly offset: number } | null {
    const at = this.#vectorAt(field, 1);
    if (at === null) return null;
    const data = this.#flat.slice(at + 4, this.#flat.buffer.readUint32(at));
    return { data, offset: this.#flat.inFile(at + 4) };
  }

  /**
   * In a loop of its own: where one line makes arrays of whole numbers and of fractions, engines hold the numbers of all of
   * them as fractions, and whatever reads a shape is slower.
   */
  int32s(field: F): number[] | null {
    const at = this.#vectorAt(field, 4);
    if (at === null) return null;
    const { buffer } = this.#flat;
    const numbers = new Array<number>(buffer.readUint32(at));
    for (let i = 0; i < numbers.length; i++) numbers[i] = buffer.readInt32(at + 4 + 4 * i);
    return numbers;
  }

  uint16s(field: F): number[] | null {
    return this.#numbers(field, 2, readUint16);
  }

  float32s(field: F): number[] | null {
    return this.#numbers(field, 4, readFloat32);
  }

  /** 64-bit numbers; above 2⁵³ only roughly. */
  int64s(field: F): number[] | null {
    return this.#numbers(field, 8, readInt64);
  }

  /** The table that a field points to; null where it is absent. Its name may be made of this table's. */
  table<G extends string>(field: F, slots: Slots<G>, named: TableName): FlatTable<G> | null {
    const at = this.#targetAt(field);
    return at === null ? null : new FlatTable(this.#flat, at, slots, named, this);
  }

  /** A vector of tables; none where it is absent. Their names may be made of their indices. */
  tables<G extends string>(field: F, slots: Slots<G>, named: TableName): FlatTable<G>[] {
    const at = this.#vectorAt(field, 4);
    if (at === null) return [];
    const flat = this.#flat;
    const tables = new Array<FlatTable<G>>(flat.buffer.readUint32(at));
    for (let i = 0; i < tables.length; i++) {
      tables[i] = new FlatTable(flat, flat.follow(at + 4 + 4 * i), slots, named, i);
    }
    return tables;
  }

  /** An error about this table. */
  damaged(problem: string): ModelFormatError {
    return this.#flat.damaged(this.#at, `${this.what} (table at offset ${this.offset}) ${problem}`);
  }

  #numbers(field: F, elementBytes: number, read: NumberReader): number[] | null {
    const at = this.#vectorAt(field, elementBytes);
    if (at === null) return null;
    const { buffer } = this.#flat;
    const numbers = new Array<number>(buffer.readUint32(at));
    for (let i = 0; i < numbers.length; i++) numbers[i] = read(buffer, at + 4 + elementBytes * i);
    return numbers;
  }

  /** Where a vector lies whose elements are all in the file, behind their number; null where it is absent. */
  #vectorAt(field: F, elementBytes: number): number | null {
    const at = this.#targetAt(field);
    if (at === null) return null;
    const flat = this.#flat;
    const length = flat.buffer.readUint32(at);
    const bytes = length * elementBytes;
    if (!flat.holds(at + 4, bytes)) {
      throw flat.missing(at + 4, bytes, `${this.#name(field)} with ${length} elements`);
    }
    if (!flat.affords(bytes)) throw flat.excessive(at, this.#name(field));
    return at;
  }

  /** Where a field points to; null where it is absent. */
  #targetAt(field: F): number | null {
    const place = this.#fieldAt(field, 4);
    if (place === null) return null;
    const at = this.#flat.follow(place);
    if (!this.#flat.holds(at, 4)) throw this.#flat.missing(at, 4, this.#name(field));
    return at;
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
  return new FlatTable(flat, flat.follow(0), slots, what);
}

/** A table whose fields are all absent, for an optional table that the file leaves out at `offset`. */
export function emptyTable<F extends string>(
  slots: Slots<F>,
  named: TableName,
  offset: number,
): FlatTable<F> {
  return new FlatTable(new FlatBytes(EMPTY_TABLE, offset - 4), 4, slots, named);
}

/** The four characters that say what a FlatBuffer holds; null where there are too few bytes. */
export function identifierOf(bytes: Uint8Array): string | null {
  return bytes.length < 8 ? null : String.fromCharCode(...bytes.subarray(4, 8));
}
