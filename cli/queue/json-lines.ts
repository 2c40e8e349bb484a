// Answers and pictures without one as two files of JSON Lines, each record once, whatever ended the collector before.
import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileTrouble, InputFileError } from '../failures';
import { shownText } from '../shown-text';
import { isSetAside, type PictureRecord, recordKey } from './records';
import type { SeenKeys } from './seen-keys';
import type { Sink } from './sink';

/** A file that is only ever appended to. */
class LinesFile {
  readonly #handle: FileHandle;
  lines: number;

  private constructor(handle: FileHandle, lines: number) {
    this.#handle = handle;
    this.lines = lines;
  }

  /** Opens it, or makes it. What is in it is seen; half a line at its end, which a crash left, is cut off. */
  static async open(path: string, seen: SeenKeys): Promise<LinesFile> {
    try {
      const handle = await open(path, 'a+');
      const whole = await endOfLastLine(handle);
      await handle.truncate(whole);
      return new LinesFile(handle, await readRecords(path, seen));
    } catch (error) {
      if (error instanceof InputFileError) throw error;
      throw new InputFileError(`"${path}" cannot be written: ${fileTrouble(error)}.`, {
        cause: error,
      });
    }
  }

  /** Resolves once the lines are on the disk. What a terminal would act on is escaped. */
  async append(records: readonly PictureRecord[]): Promise<void> {
    if (records.length === 0) return;
    const text = records.map((record) => `${shownText(JSON.stringify(record))}\n`).join('');
    await this.#handle.appendFile(text);
    await this.#handle.datasync();
    this.lines += records.length;
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}

/** Both files. */
export class JsonLinesSink implements Sink {
  readonly #answers: LinesFile;
  readonly #aside: LinesFile;

  private constructor(answers: LinesFile, aside: LinesFile) {
    this.#answers = answers;
    this.#aside = aside;
  }

  /** @throws InputFileError where a file cannot be written, or holds something else than records */
  static async open(
    paths: { readonly answers: string; readonly aside: string },
    seen: SeenKeys,
  ): Promise<JsonLinesSink> {
    const answers = await LinesFile.open(paths.answers, seen);
    return new JsonLinesSink(answers, await LinesFile.open(paths.aside, seen));
  }

  /** Records in the files. */
  get counts(): { readonly answered: number; readonly setAside: number } {
    return { answered: this.#answers.lines, setAside: this.#aside.lines };
  }

  async write(records: readonly PictureRecord[]): Promise<void> {
    await this.#answers.append(records.filter((record) => !isSetAside(record)));
    await this.#aside.append(records.filter(isSetAside));
  }

  async close(): Promise<void> {
    await this.#answers.close();
    await this.#aside.close();
  }
}

/** Bytes up to the last line break, and with it. */
async function endOfLastLine(handle: FileHandle): Promise<number> {
  const { size } = await handle.stat();
  const buffer = Buffer.alloc(65_536);
  for (let end = size; end > 0; end -= buffer.length) {
    const start = Math.max(0, end - buffer.length);
    const { bytesRead } = await handle.read(buffer, 0, end - start, start);
    const at = buffer.subarray(0, bytesRead).lastIndexOf('\n');
    if (at >= 0) return start + at + 1;
  }
  return 0;
}

/** Has every record of a file seen; how many there are. @throws InputFileError for a line that is none */
async function readRecords(path: string, seen: SeenKeys): Promise<number> {
  let lines = 0;
  const input = createReadStream(path, 'utf8');
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    lines += 1;
    const record = parseRecord(line);
    if (!record) {
      throw new InputFileError(
        `"${path}", line ${lines}, is no record of a picture: name a file that \`kindling collect\` wrote, or a new one.`,
      );
    }
    seen.add(recordKey(record));
  }
  return lines;
}

function parseRecord(line: string): PictureRecord | null {
  try {
    const record = JSON.parse(line) as PictureRecord;
    return typeof record.address === 'string' ? record : null;
  } catch {
    return null;
  }
}
