// The ZIP archive behind a model: its directory (PKWARE's APPNOTE, section 4.3), read with every range checked, and the
// contents of one file, checked against size and CRC-32. fflate's own directory reader checks nothing.
import { ModelFormatError } from '../../errors';
import { crc32 } from '../../util/crc32';
import type { inflate } from '../inflate';
import { archiveEnd } from './archive-end';

/** What inflates: a chunk of its own, as few archives are deflated. */
export type Inflate = typeof inflate;

/** A file in the archive. */
export interface ArchivedFile {
  readonly name: string;
  /** Where its record in the directory starts. */
  readonly offset: number;
  readonly isEncrypted: boolean;
  readonly method: number;
  readonly crc32: number;
  readonly byteLength: number;
  /** Its bytes as they are stored. */
  readonly stored: Uint8Array;
}

const RECORD_SIGNATURE = 0x02014b50;
const RECORD_BYTES = 46;
const FILE_SIGNATURE = 0x04034b50;
const FILE_BYTES = 30;
const STORED = 0;
/** The method of files that have to be inflated. */
export const DEFLATED = 8;
/** Label files have tens of kilobytes. */
const MAX_FILE_BYTES = 4 * 1024 * 1024;
/** A deflated file cannot grow more: two bits stand for 258 bytes at most. */
const MAX_GROWTH = 1032;

/**
 * Files of the archive that ends where the bytes end; null where there is none.
 * @throws ModelFormatError naming the byte offset of a record that does not fit.
 */
export function listArchive(bytes: Uint8Array): ArchivedFile[] | null {
  const end = archiveEnd(bytes);
  if (end === null) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = view.getUint16(end + 10, true);
  const directoryBytes = view.getUint32(end + 12, true);
  const directory = end - directoryBytes;
  // Offsets count from the archive's start, which some writers take to be the file's.
  const start = directory - view.getUint32(end + 16, true);
  if (start < 0) {
    throw damaged(end, `has a directory of ${directoryBytes} bytes that does not fit before it`);
  }
  const files: ArchivedFile[] = [];
  let at = directory;
  for (let i = 0; i < count; i++) {
    if (at + RECORD_BYTES > end || view.getUint32(at, true) !== RECORD_SIGNATURE) {
      throw damaged(at, `has no record for file ${i} of ${count}`);
    }
    const nameBytes = view.getUint16(at + 28, true);
    const size =
      RECORD_BYTES + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    if (at + size > end) throw damaged(at, `has a record of ${size} bytes, past the directory`);
    const name = bytes.subarray(at + RECORD_BYTES, at + RECORD_BYTES + nameBytes);
    files.push(readRecord(view, at, start, directory, new TextDecoder().decode(name)));
    at += size;
  }
  return files;
}

/**
 * The contents of a file.
 * @throws ModelFormatError when it is too large for what lies behind a model, or not what its record says.
 */
export function extractFile(file: ArchivedFile, inflate: Inflate | null): Uint8Array {
  const { name, offset, byteLength } = file;
  const limit = Math.min(MAX_FILE_BYTES, MAX_GROWTH * file.stored.length);
  if (byteLength > limit) {
    throw damaged(
      offset,
      `has "${name}" of ${byteLength} bytes, stored in ${file.stored.length}; at most ${limit} can be believed`,
    );
  }
  const contents =
    file.method === STORED && !file.isEncrypted ? file.stored : inflated(file, inflate);
  if (contents.length !== byteLength || crc32(contents) !== file.crc32) {
    throw damaged(offset, `has "${name}" with ${contents.length} bytes that fail its checksum`);
  }
  return contents;
}

function readRecord(
  view: DataView,
  at: number,
  start: number,
  directory: number,
  name: string,
): ArchivedFile {
  const storedBytes = view.getUint32(at + 20, true);
  const header = start + view.getUint32(at + 42, true);
  if (header + FILE_BYTES > directory || view.getUint32(header, true) !== FILE_SIGNATURE) {
    throw damaged(at, `has "${name}" at offset ${header}, where no file starts`);
  }
  const from =
    header + FILE_BYTES + view.getUint16(header + 26, true) + view.getUint16(header + 28, true);
  if (from + storedBytes > directory) {
    throw damaged(at, `has "${name}" with ${storedBytes} bytes at ${from}, past its directory`);
  }
  return {
    name,
    offset: at,
    isEncrypted: (view.getUint16(at + 8, true) & 1) === 1,
    method: view.getUint16(at + 10, true),
    crc32: view.getUint32(at + 16, true),
    byteLength: view.getUint32(at + 24, true),
    stored: new Uint8Array(view.buffer, view.byteOffset + from, storedBytes),
  };
}

function inflated(file: ArchivedFile, inflate: Inflate | null): Uint8Array {
  const { name, offset, stored, byteLength } = file;
  if (file.method !== DEFLATED || file.isEncrypted || !inflate) {
    const how = file.isEncrypted ? 'encrypted' : `compressed by method ${file.method}`;
    throw damaged(offset, `has "${name}" ${how}; only stored and deflated files can be read`);
  }
  let contents: Uint8Array | null;
  try {
    contents = inflate(stored, byteLength);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw damaged(offset, `has "${name}", which cannot be inflated: ${reason}`);
  }
  if (contents) return contents;
  throw damaged(offset, `has "${name}", which is longer than its ${byteLength} bytes`);
}

function damaged(offset: number, problem: string): ModelFormatError {
  return new ModelFormatError(
    `The archive behind the model ${problem} (at offset ${offset}). The file is truncated or damaged.`,
    { layer: null, offset },
  );
}
