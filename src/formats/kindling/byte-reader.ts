// Reads the numbers of one section, and knows where in the file it stands. Little-endian.
import { ModelFormatError } from '../../errors';

/** Hands out consecutive bytes of a section. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #section: string;
  readonly #start: number;
  #offset = 0;

  /** @param start where the bytes begin in the file */
  constructor(bytes: Uint8Array, section: string, start: number) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#section = section;
    this.#start = start;
  }

  /** Of the whole section. */
  get byteLength(): number {
    return this.#bytes.byteLength;
  }

  /** An error at this place. */
  damaged(problem: string): ModelFormatError {
    const offset = this.#start + this.#offset;
    return new ModelFormatError(
      `Section ${this.#section} of the container, at byte ${offset}: ${problem}. The file is damaged, or was written by ` +
        'something else than Kindling.',
      { layer: this.#section, offset },
    );
  }

  /** The next bytes, not copied. */
  bytes(count: number, what: string): Uint8Array {
    const start = this.#take(count, what);
    return this.#bytes.subarray(start, start + count);
  }

  uint8(what: string): number {
    return this.#view.getUint8(this.#take(1, what));
  }

  uint16(what: string): number {
    return this.#view.getUint16(this.#take(2, what), true);
  }

  uint32(what: string): number {
    return this.#view.getUint32(this.#take(4, what), true);
  }

  /** Seven bits a byte, low ones first; up to 28 bits. */
  varint(what: string): number {
    let number = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.uint8(what);
      number |= (byte & 127) << shift;
      if (byte < 128) return number;
    }
    throw this.damaged(`${what} is longer than 28 bits`);
  }

  /** Nothing may be left. */
  expectEnd(): void {
    const rest = this.#bytes.byteLength - this.#offset;
    if (rest > 0) throw this.damaged(`${rest} bytes more than it should have`);
  }

  #take(count: number, what: string): number {
    const rest = this.#bytes.byteLength - this.#offset;
    if (count > rest) throw this.damaged(`${what} needs ${count} bytes, ${rest} are left`);
    const start = this.#offset;
    this.#offset += count;
    return start;
  }
}
