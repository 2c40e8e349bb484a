// The bytes of one FlatBuffer: every range is checked against the file before it is read, and what is handed out is
// counted, so that neither a damaged length nor a crafted file costs more than the file's size justifies.
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
  /** Numbers are little-endian. */
  readonly view: DataView;
  readonly #bytes: Uint8Array;
  readonly #base: number;
  #allowance: number;

  constructor(bytes: Uint8Array, base: number) {
    this.#bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#base = base;
    this.#allowance = MAX_READS_OF_FILE * bytes.length + 1024;
  }

  /** Offset in the whole file, as messages give it. */
  inFile(at: number): number {
    return this.#base + at;
  }

  /** Checks that `byteLength` bytes lie at `at`. @throws ModelFormatError */
  need(at: number, byteLength: number, what: string): void {
    const size = this.#bytes.length;
    if (at < 0 || at + byteLength > size) {
      throw this.damaged(
        at,
        `${what} would take ${byteLength} bytes at offset ${this.inFile(at)}, but the ` +
          `${this.#base === 0 ? 'file' : 'metadata'} ends at ${this.inFile(size)}. It is truncated or damaged`,
      );
    }
  }

  /** Follows the offset stored at `at`; the target lies behind it. */
  follow(at: number, what: string): number {
    this.need(at, 4, `the offset of ${what}`);
    const target = at + this.view.getUint32(at, true);
    this.need(target, 4, what);
    return target;
  }

  /** Element count of the vector at `at`, after a check that all its elements lie in the file. */
  vectorLength(at: number, elementBytes: number, what: string): number {
    this.need(at, 4, what);
    const length = this.view.getUint32(at, true);
    this.need(at + 4, length * elementBytes, `${what} with ${length} elements`);
    this.charge(at, length * elementBytes, what);
    return length;
  }

  slice(at: number, byteLength: number): Uint8Array {
    return this.#bytes.subarray(at, at + byteLength);
  }

  /** Counts what is handed out. */
  charge(at: number, byteLength: number, what: string): void {
    this.#allowance -= byteLength;
    if (this.#allowance < 0) {
      throw this.damaged(
        at,
        `with ${what}, its tables name more than ${MAX_READS_OF_FILE} times the ${this.#bytes.length} bytes that ` +
          'there are. It is damaged, or made to exhaust memory',
      );
    }
  }

  damaged(at: number, problem: string): ModelFormatError {
    const offset = this.inFile(at);
    return new ModelFormatError(`The file is no sound TFLite model: ${problem}.`, {
      layer: null,
      offset,
    });
  }
}
