// Files that the user hands in, checked before a browser is started for them.
import { readFile, stat } from 'node:fs/promises';
import { fileTrouble, InputFileError } from './failures';

/**
 * Makes sure that each path is a file with something in it. Whether it is a picture, only the
 * browser's decoders know.
 *
 * @throws InputFileError for the first that is missing, a folder, or empty.
 */
export async function checkPictures(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const { isFile, size } = await statOf(path);
    if (!isFile) throw new InputFileError(`"${path}" is not a picture: it is not a file.`);
    if (size === 0) throw new InputFileError(`"${path}" is not a picture: the file is empty.`);
  }
}

/** A text file. @throws InputFileError when it cannot be read; `what` says what it was to be. */
export async function readText(path: string, what: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new InputFileError(`The ${what} "${path}" cannot be read: ${fileTrouble(error)}.`, {
      cause: error,
    });
  }
}

/** Makes sure that a path is a folder. @throws InputFileError when it is not. */
export async function checkFolder(path: string): Promise<void> {
  const { isFolder } = await statOf(path);
  if (!isFolder) throw new InputFileError(`"${path}" is not a folder.`);
}

async function statOf(path: string): Promise<{ isFile: boolean; isFolder: boolean; size: number }> {
  try {
    const stats = await stat(path);
    return { isFile: stats.isFile(), isFolder: stats.isDirectory(), size: stats.size };
  } catch (error) {
    throw new InputFileError(`"${path}" cannot be read: ${fileTrouble(error)}.`, { cause: error });
  }
}
