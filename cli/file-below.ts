// Files in a folder or below it, and none elsewhere, however their names or links lead there.
import { readFile, realpath } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { fileTrouble, InputFileError } from './failures';

/** The path of a file in a folder or below it, without links. @throws InputFileError for one that is elsewhere, or is not there */
export async function fileBelow(folder: string, name: string): Promise<string> {
  const path = join(resolve(folder), name);
  if (!isBelow(resolve(folder), path)) throw new InputFileError(`"${path}" is not in ${folder}`);
  const [top, file] = await Promise.all([realpath(folder), realpath(path)]).catch((error) => {
    throw new InputFileError(`"${path}" cannot be read: ${fileTrouble(error)}`, { cause: error });
  });
  if (isBelow(top, file)) return file;
  throw new InputFileError(`"${path}" is a link to "${file}", which is not in ${folder}`);
}

/** Reads files beside a model, by the names that it has for them. @throws as `fileBelow` */
export function readerBelow(folder: string): (name: string) => Promise<Uint8Array> {
  return async (name) => {
    const path = await fileBelow(folder, name);
    return readFile(path).catch((error: unknown) => {
      throw new InputFileError(`"${path}" cannot be read: ${fileTrouble(error)}`, { cause: error });
    });
  };
}

function isBelow(folder: string, file: string): boolean {
  return file.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}
