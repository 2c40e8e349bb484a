// Reads protobuf messages field by field, every range checked before it is read. pbf's reader trusts lengths, reads past
// the end of a message and of the file, and is larger than all of this.
import { ModelFormatError } from '../../errors';

/** The fields of a message that are read, by their numbers in the .proto file; all others are skipped. */
export interface MessageType<F extends string> {
  readonly name: string;
  readonly fields: Readonly<Record<number, F>>;
}

/** How a field's value is encoded. */
const WIRE = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;
type Wire = keyof typeof WIRE;

const WIRE_NAMES: ReadonlyMap<number, Wire> = new Map(
  Object.entries(WIRE).map(([name, number]) => [number, name as Wire]),
);
/** A varint holds at most 64 bits, 7 a byte. */
const MAX_VARINT_BYTES = 10;
/** Keeps a byte order mark, which may begin a name as any other character may. */
const UTF_8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** A file and how far it has been read, by its messages together. */
interface Cursor {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  pos: number;
}

/** One message of a file. Each field that `fields` names must be read before the next one. */
export class ProtoReader<F extends string> {
  /** Where the message starts, in bytes. */
  readonly offset: number;
  readonly #file: Cursor;
  readonly #type: MessageType<F>;
  readonly #end: number;
  #field = '';
  #wire: Wire = 'varint';

  private constructor(file: Cursor, type: MessageType<F>, end: number) {
    this.#file = file;
    this.#type = type;
    this.#end = end;
    this.offset = file.pos;
  }

  /** The message that takes all of these bytes. */
  static of<F extends string>(bytes: Uint8Array, type: MessageType<F>): ProtoReader<F> {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return new ProtoReader({ bytes, view, pos: 0 }, type, bytes.length);
  }

  /** The names of the fields that are there, in the file's order. @throws ModelFormatError */
  *fields(): Generator<F, void, undefined> {
    while (this.#file.pos < this.#end) {
      const tagAt = this.#file.pos;
      this.#field = 'a tag';
      const tag = this.#varint(false);
      const number = Math.floor(tag / 8);
      const wire = WIRE_NAMES.get(tag % 8);
      if (number < 1 || number >= 2 ** 29 || wire === undefined) {
        throw this.damaged(
          `${this.#type.name} holds no field that can be, but the tag ${tag}`,
          tagAt,
        );
      }
      this.#wire = wire;
      const name = this.#type.fields[number];
      this.#field = name === undefined ? `field ${number}` : `field "${name}"`;
      if (name === undefined) this.#skip();
      else yield name;
    }
  }

  /** A signed whole number; exact up to 2^53, the nearest double beyond, so that INT64_MAX is 2^63. */
  int(): number {
    this.#expect('varint');
    return this.#varint(true);
  }

  float(): number {
    this.#expect('fixed32');
    return this.#float32();
  }

  /** A part of the file, not copied. */
  bytes(): Uint8Array {
    this.#expect('bytes');
    const length = this.#length();
    const { bytes, pos } = this.#file;
    this.#file.pos += length;
    return bytes.subarray(pos, pos + length);
  }

  /** Text; what is no UTF-8 becomes U+FFFD. */
  string(): string {
    return UTF_8.decode(this.bytes());
  }

  /** Appends a repeated signed whole number, packed or not. */
  ints(into: number[]): void {
    this.#repeated('varint', () => into.push(this.#varint(true)));
  }

  /** Appends a repeated unsigned whole number. */
  unsignedInts(into: number[]): void {
    this.#repeated('varint', () => into.push(this.#varint(false)));
  }

  /** Appends a repeated float. */
  floats(into: number[]): void {
    this.#repeated('fixed32', () => into.push(this.#float32()));
  }

  /** Appends a repeated double. */
  doubles(into: number[]): void {
    this.#repeated('fixed64', () => into.push(this.#float64()));
  }

  /** A message inside this one, which has to be read to its end. */
  message<G extends string>(type: MessageType<G>): ProtoReader<G> {
    this.#expect('bytes');
    const length = this.#length();
    return new ProtoReader(this.#file, type, this.#file.pos + length);
  }

  /** Moves over a field that is there, but whose value does not matter. */
  ignore(): void {
    this.#skip();
  }

  /** The error for what cannot be true of a sound file, at the field that was read last or at `offset`. */
  damaged(problem: string, offset = this.#file.pos): ModelFormatError {
    return new ModelFormatError(
      `The file is no sound ONNX model: ${problem}, at byte ${offset}. It is truncated or damaged.`,
      { layer: null, offset },
    );
  }

  /** One number, or a packed run of them. */
  #repeated(wire: Wire, read: () => void): void {
    if (this.#wire !== 'bytes') {
      this.#expect(wire);
      read();
      return;
    }
    const end = this.#length() + this.#file.pos;
    while (this.#file.pos < end) read();
    if (this.#file.pos > end) {
      throw this.damaged(`${this.#here()} has a number that crosses its end`, end);
    }
  }

  #skip(): void {
    if (this.#wire === 'varint') {
      this.#varint(false);
      return;
    }
    const length = { fixed64: () => 8, bytes: () => this.#length(), fixed32: () => 4 }[
      this.#wire
    ]();
    this.#need(length);
    this.#file.pos += length;
  }

  #length(): number {
    const length = this.#varint(false);
    this.#need(length);
    return length;
  }

  /** A varint that lies inside the message. */
  #varint(signed: boolean): number {
    const { bytes, pos } = this.#file;
    const last = Math.min(this.#end, pos + MAX_VARINT_BYTES);
    let at = pos;
    while (at < last && (bytes[at] ?? 0) > 0x7f) at++;
    if (at === last) {
      if (last === this.#end) this.#need(last - pos + 1);
      throw this.damaged(
        `${this.#here()} holds a number of more than ${MAX_VARINT_BYTES} bytes`,
        pos,
      );
    }
    this.#file.pos = at + 1;
    return varintOf(bytes.subarray(pos, at + 1), signed);
  }

  #float32(): number {
    this.#need(4);
    this.#file.pos += 4;
    return this.#file.view.getFloat32(this.#file.pos - 4, true);
  }

  #float64(): number {
    this.#need(8);
    this.#file.pos += 8;
    return this.#file.view.getFloat64(this.#file.pos - 8, true);
  }

  #need(byteLength: number): void {
    const { pos } = this.#file;
    if (byteLength <= this.#end - pos) return;
    const what = this.#end === this.#file.bytes.length ? 'the file' : this.#type.name;
    throw this.damaged(
      `${this.#here()} would take ${byteLength} bytes, but ${what} ends at byte ${this.#end}`,
    );
  }

  #expect(wire: Wire): void {
    if (this.#wire === wire) return;
    throw this.damaged(`${this.#here()} is encoded as ${this.#wire}, not as ${wire}`);
  }

  #here(): string {
    return `${this.#field} of ${this.#type.name}`;
  }
}

/** Seven bits a byte, the lowest first; a signed number is of 64 bits, and beyond 2^53 the nearest double. */
function varintOf(bytes: Uint8Array, signed: boolean): number {
  if (bytes.length <= 7) {
    return bytes.reduceRight((number, byte) => number * 128 + (byte & 0x7f), 0);
  }
  const number = bytes.reduceRight((sum, byte) => sum * 128n + BigInt(byte & 0x7f), 0n);
  return Number(signed ? BigInt.asIntN(64, number) : BigInt.asUintN(64, number));
}
