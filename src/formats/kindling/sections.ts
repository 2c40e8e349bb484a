// The frame of a container: a header, then sections that each say their length and prove their bytes. Read as they come, so
// that a download is checked while it goes on.
import { ModelFormatError } from '../../errors';
import { crc32, crc32Steps } from '../../util/crc32';
import { joinBytes } from '../../util/join-bytes';
import { Yielder } from '../../util/yielder';
import { MAGIC } from './magic';

/** The version of the format that is written, and the newest that is read. */
const VERSION = 1;

/** Tags of sections, in the order in which they come; `TENS` as often as there are constants. */
export type Tag = 'HEAD' | 'GRPH' | 'TENS' | 'END ';

/** One section, whose checksum was right. */
export interface Section {
  readonly tag: string;
  readonly payload: Uint8Array<ArrayBuffer>;
  /** Where the payload begins in the file. */
  readonly offset: number;
}

/** What is known of a section before its bytes are there. */
export interface Frame extends Omit<Section, 'payload'> {
  /** Of the payload. */
  readonly length: number;
}

/** Magic, version, checksum. */
const HEADER_BYTES = 16;

/** Tag and length ahead of a payload. */
const FRAME_BYTES = 8;
const CHECKSUM_BYTES = 4;

/** A container of these sections; the end is added. */
export function joinSections(
  sections: readonly { readonly tag: Tag; readonly payload: Uint8Array }[],
): Uint8Array<ArrayBuffer> {
  const header = new Uint8Array(HEADER_BYTES);
  header.set(MAGIC);
  const view = new DataView(header.buffer);
  view.setUint32(8, VERSION, true);
  view.setUint32(12, crc32(header.subarray(0, 12)), true);
  const end = { tag: 'END ', payload: new Uint8Array(0) } as const;
  const parts = [header, ...[...sections, end].flatMap(({ tag, payload }) => framed(tag, payload))];
  return joinBytes(parts);
}

function framed(tag: Tag, payload: Uint8Array): Uint8Array[] {
  const frame = new Uint8Array(FRAME_BYTES);
  frame.set(new TextEncoder().encode(tag));
  new DataView(frame.buffer).setUint32(4, payload.byteLength, true);
  const checksum = new Uint8Array(CHECKSUM_BYTES);
  new DataView(checksum.buffer).setUint32(0, crc32(frame, payload), true);
  return [frame, payload, checksum];
}

/**
 * The sections of a container up to its end, each as soon as its bytes are there.
 * @throws ModelFormatError naming section and offset: not a container, of a newer version, a wrong checksum, an early end,
 * bytes behind the end.
 * @param check looks at a section before its bytes are waited for; what it throws ends the reading
 * @param yielder gives the page its turns
 */
export async function* sectionsOf(
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  check: (frame: Frame) => void = () => undefined,
  yielder = new Yielder(),
): AsyncGenerator<Section> {
  const bytes = new ChunkReader(chunks);
  await readHeader(bytes);
  for (let tag = ''; tag !== 'END '; ) {
    const start = bytes.offset;
    const frame = await bytes.take(FRAME_BYTES, 'a section', start);
    tag = String.fromCharCode(...frame.subarray(0, 4));
    const name = nameOf(tag);
    const length = new DataView(frame.buffer).getUint32(4, true);
    check({ tag, length, offset: start + FRAME_BYTES });
    const payload = await bytes.take(length, `section ${name}`, start);
    const checksum = await bytes.take(CHECKSUM_BYTES, `section ${name}`, start);
    const computed = await yielder.run(crc32Steps([frame, payload]));
    if (new DataView(checksum.buffer).getUint32(0, true) !== computed) {
      throw damaged(`the checksum of section ${name}, which begins there, is wrong`, name, start);
    }
    yield { tag, payload, offset: start + FRAME_BYTES };
  }
  await bytes.expectEnd();
}

async function readHeader(bytes: ChunkReader): Promise<void> {
  const header = await bytes.take(HEADER_BYTES, 'the header', 0);
  const view = new DataView(header.buffer);
  if (view.getUint32(12, true) !== crc32(header.subarray(0, 12))) {
    throw damaged('the checksum of the header is wrong', 'header', 0);
  }
  const version = view.getUint32(8, true);
  if (MAGIC.some((byte, at) => header[at] !== byte)) {
    throw damaged('the header is not that of a container', 'header', 0);
  }
  if (version < 1 || version > VERSION) {
    throw new ModelFormatError(
      `The container is of version ${version}; this Kindling reads ${VERSION}. Use a newer one.`,
      { layer: 'header', offset: 8 },
    );
  }
}

/** What a damaged tag shows as. */
function nameOf(tag: string): string {
  return JSON.stringify(tag.trim()).slice(1, -1);
}

function damaged(problem: string, section: string | null, offset: number): ModelFormatError {
  return new ModelFormatError(
    `Container, at byte ${offset}: ${problem}. The file is damaged; load or copy it again.`,
    { layer: section, offset },
  );
}

/** Collects chunks until there are as many bytes as are asked for. */
class ChunkReader {
  offset = 0;
  readonly #next: () => Promise<Uint8Array | null>;
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;

  constructor(chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>) {
    const iterator =
      Symbol.asyncIterator in chunks ? chunks[Symbol.asyncIterator]() : chunks[Symbol.iterator]();
    this.#next = async () => {
      const { done, value } = await iterator.next();
      return done ? null : value;
    };
  }

  /** A copy of the next bytes, those of what begins at `start`. Memory is taken for what has come, not for what a length claims. */
  async take(count: number, what: string, start: number): Promise<Uint8Array<ArrayBuffer>> {
    while (this.#waitingBytes < count) {
      const chunk = await this.#next();
      if (!chunk) {
        throw damaged(`${what} needs ${count} bytes, ${this.#waitingBytes} are left`, what, start);
      }
      this.#waiting.push(chunk);
      this.#waitingBytes += chunk.byteLength;
    }
    const taken = new Uint8Array(count);
    for (let at = 0; at < count; ) {
      const chunk = this.#waiting[0] ?? new Uint8Array(0);
      const part = chunk.subarray(0, count - at);
      taken.set(part, at);
      at += part.byteLength;
      if (part.byteLength === chunk.byteLength) this.#waiting.shift();
      else this.#waiting[0] = chunk.subarray(part.byteLength);
    }
    this.#waitingBytes -= count;
    this.offset += count;
    return taken;
  }

  async expectEnd(): Promise<void> {
    let rest = this.#waitingBytes;
    for (let chunk = await this.#next(); chunk; chunk = await this.#next())
      rest += chunk.byteLength;
    if (rest > 0) throw damaged(`${rest} bytes follow the end`, 'END', this.offset);
  }
}
