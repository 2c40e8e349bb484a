// Reads protobuf messages field by field (protobuf.dev/programming-guides/encoding), every range checked before it is read:
// no length is trusted that leaves its message or the file. Not by pbf, which writes them (proto-writer.ts): it reads past the
// end of a message and of the file and gives what it finds there, so that all that it was left to do behind these checks was
// to join the bytes of numbers, for 1 kB of the reader's 15.
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

/** The file, and how far it is read: messages inside one another share it. */
interface Source {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  at: number;
}

/** One message of a file. Each field that `fields` names must be read before the next one. */
export class ProtoReader<F extends string> {
  /** Where the message starts, in bytes. */
  readonly offset: number;
  readonly #source: Source;
  readonly #type: MessageType<F>;
  readonly #end: number;
  #field = '';
  #wire: Wire = 'varint';

  private constructor(source: Source, type: MessageType<F>, end: number) {
    this.#source = source;
    this.#type = type;
    this.#end = end;
    this.offset = source.at;
  }

  /** The message that takes all of these bytes. */
  static of<F extends string>(bytes: Uint8Array, type: MessageType<F>): ProtoReader<F> {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return new ProtoReader({ bytes, view, at: 0 }, type, bytes.length);
  }

  /** The names of the fields that are there, in the file's order. @throws ModelFormatError */
  *fields(): Generator<F, void, undefined> {
    while (this.#source.at < this.#end) {
      const tagAt = this.#source.at;
      this.#field = 'a tag';
      const tag = this.#varint(false);
      const number = Math.floor(tag / 8);
      const wire = WIRE_NAMES.get(tag % 8);
      if (number < 1 || number >= 2 ** 29 || wire === undefined) {
        throw this.damaged(`${this.#type.name} has the bad tag ${tag}`, tagAt);
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
    return this.#source.view.getFloat32(this.#pass(4), true);
  }

  /** A part of the file, not copied. */
  bytes(): Uint8Array {
    this.#expect('bytes');
    const length = this.#length();
    const start = this.#pass(length);
    return this.#source.bytes.subarray(start, start + length);
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
    const { view } = this.#source;
    this.#repeated('fixed32', () => into.push(view.getFloat32(this.#pass(4), true)));
  }

  /** Appends a repeated double. */
  doubles(into: number[]): void {
    const { view } = this.#source;
    this.#repeated('fixed64', () => into.push(view.getFloat64(this.#pass(8), true)));
  }

  /** A message inside this one, which has to be read to its end. */
  message<G extends string>(type: MessageType<G>): ProtoReader<G> {
    this.#expect('bytes');
    const length = this.#length();
    return new ProtoReader(this.#source, type, this.#source.at + length);
  }

  /** Moves over a field that is there, but whose value does not matter. */
  ignore(): void {
    this.#skip();
  }

  /** The error for what cannot be true of a sound file, at the field that was read last or at `offset`. */
  damaged(problem: string, offset = this.#source.at): ModelFormatError {
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
    const end = this.#length() + this.#source.at;
    while (this.#source.at < end) read();
    if (this.#source.at > end) {
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
    this.#pass(length);
  }

  #length(): number {
    const length = this.#varint(false);
    this.#need(length);
    return length;
  }

  /**
   * A varint that lies inside the message: 64 bits, seven a byte. Its parts, 28 bits and 36, are exact, so that only their sum
   * may be rounded.
   */
  #varint(signed: boolean): number {
    const { bytes, at: start } = this.#source;
    const last = Math.min(this.#end, start + MAX_VARINT_BYTES);
    let end = start;
    while (end < last && (bytes[end] ?? 0) > 0x7f) end++;
    if (end === last) {
      if (last === this.#end) this.#need(last - start + 1);
      throw this.damaged(
        `${this.#here()} holds a number of more than ${MAX_VARINT_BYTES} bytes`,
        start,
      );
    }
    this.#source.at = end + 1;
    const split = Math.min(start + 4, end + 1);
    const low = bitsOf(bytes, start, split);
    const high = bitsOf(bytes, split, end + 1) % 2 ** 36;
    const isNegative = signed && high >= 2 ** 35;
    return (isNegative ? high - 2 ** 36 : high) * 2 ** 28 + low;
  }

  /** Moves over bytes that are there; where they start. */
  #pass(byteLength: number): number {
    this.#need(byteLength);
    const { at } = this.#source;
    this.#source.at += byteLength;
    return at;
  }

  #need(byteLength: number): void {
    if (byteLength <= this.#end - this.#source.at) return;
    const what = this.#end === this.#source.bytes.length ? 'the file' : this.#type.name;
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

/** Seven bits of each byte, the lowest first. */
function bitsOf(bytes: Uint8Array, from: number, to: number): number {
  let bits = 0;
  for (let at = to - 1; at >= from; at--) bits = bits * 128 + ((bytes[at] ?? 0) & 127);
  return bits;
}
