// The bytes of one FlatBuffer. Readers ask whether the file holds a range before they read it, and whether it affords what
// they hand out, so that neither a damaged length nor a crafted file costs more than the file's size justifies.
import { ByteBuffer } from 'flatbuffers';
import { ModelFormatError } from '../../errors';

/**
 * A crafted file can name the same bytes over and over, and so make a small file cost minutes and gigabytes. Sound
 * files are read about once; what is handed out may sum up to this many times the file.
 */
const MAX_READS_OF_FILE = 4;
/** What one table counts for: about what it takes in memory. */
export const TABLE_BYTES = 32;

/** The bytes of one FlatBuffer, which may lie inside a larger file. */
export class FlatBytes {
  readonly buffer: ByteBuffer;
  readonly #bytes: Uint8Array;
  readonly #base: number;
  #allowance: number;

  constructor(bytes: Uint8Array, base: number) {
    this.#bytes = bytes;
    this.buffer = new ByteBuffer(bytes);
    this.#base = base;
    this.#allowance = MAX_READS_OF_FILE * bytes.length + 1024;
  }

  /** Offset in the whole file, as messages give it. */
  inFile(at: number): number {
    return this.#base + at;
  }

  /** Whether `byteLength` bytes lie at `at`. */
  holds(at: number, byteLength: number): boolean {
    return at >= 0 && at + byteLength <= this.#bytes.length;
  }

  /** Where the offset stored at `at` leads. */
  follow(at: number): number {
    return at + this.buffer.readUint32(at);
  }

  slice(at: number, byteLength: number): Uint8Array {
    return this.#bytes.subarray(at, at + byteLength);
  }

  /** Counts what is handed out; false once that is too much. */
  affords(byteLength: number): boolean {
    this.#allowance -= byteLength;
    return this.#allowance >= 0;
  }

  /** An error about bytes that the file does not hold. */
  missing(at: number, byteLength: number, what: string): ModelFormatError {
    return this.damaged(
      at,
      `${what} would take ${byteLength} bytes at offset ${this.inFile(at)}, but the ` +
        `${this.#base === 0 ? 'file' : 'metadata'} ends at ${this.inFile(this.#bytes.length)}. It is truncated or damaged`,
    );
  }

  /** An error about what the file does not afford. */
  excessive(at: number, what: string): ModelFormatError {
    return this.damaged(
      at,
      `with ${what}, its tables name more than ${MAX_READS_OF_FILE} times the ${this.#bytes.length} bytes that ` +
        'there are. It is damaged, or made to exhaust memory',
    );
  }

  damaged(at: number, problem: string): ModelFormatError {
    const offset = this.inFile(at);
    return new ModelFormatError(`The file is no sound TFLite model: ${problem}.`, {
      layer: null,
      offset,
    });
  }
}
