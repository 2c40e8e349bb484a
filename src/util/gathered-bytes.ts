// Bytes that come in chunks, to one array: no second copy of them is ever whole in memory.

/** Bytes of a block where it is not known how many come. */
const BLOCK_BYTES = 2 ** 20;

/** So many at most are taken ahead: a sender may claim anything. */
const MOST_AHEAD = 2 ** 28;

/** Takes chunks, and gives all of them one after the other. */
export class GatheredBytes {
  /** The last one may not be full. */
  readonly #blocks: Uint8Array<ArrayBuffer>[] = [];
  readonly #expected: number;
  #used = 0;
  #byteLength = 0;

  /** @param expected so many bytes or fewer need no copying at the end; 0 where nobody knows */
  constructor(expected = 0) {
    this.#expected = Math.min(expected, MOST_AHEAD);
  }

  /** Copies a chunk, whose array may be another's. */
  add(chunk: Uint8Array): void {
    this.#byteLength += chunk.byteLength;
    for (let rest = chunk; rest.byteLength > 0; ) {
      const block = this.#blockWithRoom();
      const part = rest.subarray(0, block.byteLength - this.#used);
      block.set(part, this.#used);
      this.#used += part.byteLength;
      rest = rest.subarray(part.byteLength);
    }
  }

  /** All bytes; there is nothing left here. */
  take(): Uint8Array<ArrayBuffer> {
    const [first, ...more] = this.#blocks.splice(0);
    if (!first || more.length === 0) return (first ?? new Uint8Array(0)).subarray(0, this.#used);
    // Its memory is taken as it is written to, while that of the blocks is given back.
    const bytes = new Uint8Array(this.#byteLength);
    let at = 0;
    for (const block of [first, ...more]) {
      bytes.set(block.subarray(0, bytes.byteLength - at), at);
      at += block.byteLength;
      free(block.buffer);
    }
    return bytes;
  }

  #blockWithRoom(): Uint8Array<ArrayBuffer> {
    const last = this.#blocks.at(-1);
    if (last && this.#used < last.byteLength) return last;
    const block = new Uint8Array((!last && this.#expected) || BLOCK_BYTES);
    this.#blocks.push(block);
    this.#used = 0;
    return block;
  }
}

/** At once, where this engine can; else the collector does it some time. */
function free(buffer: ArrayBuffer): void {
  buffer.transfer?.(0);
}
