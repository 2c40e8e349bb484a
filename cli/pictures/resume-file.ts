// A file of JSON Lines that a run goes on with: what is in it is done, and what comes is written behind it, line by line.
import { closeSync, openSync, writeSync } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileTrouble, InputFileError } from '../failures';

/** Pictures that have a line already, and where further lines go. */
export class ResumeFile {
  /** How many lines it had when it was opened. */
  readonly size: number;
  /** How many of them say that a picture failed. */
  readonly failed: number;
  readonly #path: string;
  readonly #file: number;
  /** How often each picture has a line. */
  readonly #done: Map<string, number>;
  #isClosed = false;

  private constructor(path: string, file: number, { done, failed }: Found) {
    this.#path = path;
    this.#file = file;
    this.#done = done;
    this.size = [...done.values()].reduce((sum, count) => sum + count, 0);
    this.failed = failed;
  }

  /**
   * Opens a file, or makes it. What is behind its last whole line is cut off: a run that is killed may leave a part of one.
   * @throws InputFileError for a line that is no record of this model, and where it cannot be read or written
   */
  static async open(path: string, model: string): Promise<ResumeFile> {
    try {
      await mkdir(dirname(path), { recursive: true });
      const file = await open(path, 'a+');
      const found = await readRecords(file, path, model).finally(() => file.close());
      return new ResumeFile(path, openSync(path, 'a'), found);
    } catch (cause) {
      if (cause instanceof InputFileError) throw cause;
      throw new InputFileError(`"${path}" cannot be written: ${fileTrouble(cause)}.`, { cause });
    }
  }

  /** Whether a picture is done; one that was given twice is after two lines. To be asked once for each that is given. */
  take(image: string): boolean {
    const count = this.#done.get(image) ?? 0;
    if (count > 0) this.#done.set(image, count - 1);
    return count > 0;
  }

  /**
   * Adds a line, by one call of the system: an interruption leaves it whole, or out. Once it is closed, what was still under
   * way is for the next run. @throws InputFileError
   */
  write(line: string): void {
    if (this.#isClosed) return;
    const bytes = Buffer.from(`${line}\n`);
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(this.#file, bytes, at);
    } catch (cause) {
      throw new InputFileError(`"${this.#path}" cannot be written: ${fileTrouble(cause)}.`, {
        cause,
      });
    }
  }

  close(): void {
    this.#isClosed = true;
    closeSync(this.#file);
  }
}

/** Works with the file that is named, and closes it; with null where none is. @throws InputFileError; what the work throws */
export async function withResumeFile<T>(
  path: string | null,
  model: string,
  work: (file: ResumeFile | null) => Promise<T>,
): Promise<T> {
  if (path === null) return work(null);
  const file = await ResumeFile.open(path, model);
  try {
    return await work(file);
  } finally {
    file.close();
  }
}

/** What a file says. */
interface Found {
  readonly done: Map<string, number>;
  readonly failed: number;
}

async function readRecords(
  file: Awaited<ReturnType<typeof open>>,
  path: string,
  model: string,
): Promise<Found> {
  const done = new Map<string, number>();
  let [failed, line, whole, rest] = [0, 0, 0, Buffer.alloc(0)];
  for await (const chunk of file.createReadStream({ start: 0, autoClose: false })) {
    let bytes = Buffer.concat([rest, chunk as Buffer]);
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10)) {
      const record = recordOf(bytes.toString('utf8', 0, end), `${path}, line ${++line}`, model);
      done.set(record.image, (done.get(record.image) ?? 0) + 1);
      if (record.error) failed++;
      whole += end + 1;
      bytes = bytes.subarray(end + 1);
    }
    rest = bytes;
  }
  await file.truncate(whole);
  return { done, failed };
}

function recordOf(text: string, where: string, model: string): { image: string; error?: unknown } {
  const record = parsed(text);
  if (typeof record?.image !== 'string' || typeof record.model !== 'string') {
    throw new InputFileError(
      `${where}: that is no record of a picture; give --resume another file.`,
    );
  }
  if (record.model !== model) {
    throw new InputFileError(
      `${where}: that is of the model "${record.model}", not of "${model}"; give --resume another file.`,
    );
  }
  return { ...record, image: record.image };
}

function parsed(text: string): { image?: unknown; model?: unknown; error?: unknown } | null {
  try {
    return Object(JSON.parse(text));
  } catch {
    return null;
  }
}
