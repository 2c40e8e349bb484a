// A file that is there whole or not at all.
import { randomUUID } from 'node:crypto';
import { access, constants, lstat, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileTrouble, InputFileError } from './failures';

/**
 * Writes a file, making its folder, by way of a second name: neither a full disk nor a process that dies midway leaves half a file, or
 * takes what was there before.
 * @param shown what the message calls it
 * @throws InputFileError saying why it cannot be written
 */
export async function writeWhole(path: string, bytes: Uint8Array, shown = path): Promise<void> {
  // Of this writing alone: containers that share a folder count their processes from one.
  const unfinished = join(dirname(path), `.${randomUUID()}.part`);
  try {
    await mkdir(dirname(path), { recursive: true });
    const before = await lstat(path).catch(() => null);
    if (before?.isFile()) await access(path, constants.W_OK);
    await writeFile(unfinished, bytes, before?.isFile() ? { mode: before.mode } : {});
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => undefined);
    throw new InputFileError(`${shown} cannot be written: ${fileTrouble(error)}.`, {
      cause: error,
    });
  }
}
