// Which pictures a command is about: files, folders with all below them, patterns, lists, and standard input.
import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { extname, isAbsolute, join } from 'node:path';
import { createInterface } from 'node:readline';
import { buffer } from 'node:stream/consumers';
import { glob, isDynamicPattern } from 'tinyglobby';
import { fileTrouble, InputFileError, UsageError } from '../failures';
import { checkPictures } from '../input-files';

/** One picture: what results call it, and how its bytes are had. */
export interface PictureFile {
  readonly name: string;
  /** @throws InputFileError when it cannot be read */
  read(): Promise<Uint8Array>;
}

/** Pictures as they are found; a list may have no end. */
export interface FoundPictures {
  readonly pictures: AsyncIterable<PictureFile>;
  /** How many there are; null where only the end of the list will tell. */
  readonly total: number | null;
}

/** Standard input, as an argument. */
const STDIN = '-';

/** What pictures in folders end with. Whatever else lies there is no picture. */
const ENDINGS = new Set('.jpg .jpeg .jpe .jfif .png .webp .avif .gif .bmp .tif .tiff'.split(' '));

/**
 * Finds the pictures of arguments and of a list, in that order; folders and patterns in the order of their names.
 * @throws UsageError when nothing is named, or standard input twice; InputFileError for a file that is not there or empty, a folder
 * or a pattern without pictures, and a list that cannot be read
 */
export async function findPictures(
  named: readonly string[],
  list: string | undefined,
): Promise<FoundPictures> {
  if (named.length === 0 && list === undefined) {
    throw new UsageError('The argument IMAGE is missing: give files, folders or --list FILE.');
  }
  const fromInput = [...named, list].filter((each) => each === STDIN);
  if (fromInput.length > 1) throw new UsageError('Standard input (-) can be read only once.');
  const files: PictureFile[] = [];
  for (const each of named) files.push(...(await picturesOf(each)));
  if (list === undefined) return { pictures: asItComes(files), total: files.length };
  if (list !== STDIN) await checkList(list);
  return { pictures: withLines(files, list), total: null };
}

async function picturesOf(named: string): Promise<PictureFile[]> {
  if (named === STDIN) return [{ name: STDIN, read: () => buffer(process.stdin) }];
  const found = await stat(named).catch(() => null);
  if (found?.isDirectory()) return inFolder(named);
  if (found || !isDynamicPattern(named)) {
    await checkPictures([named]);
    return [pictureFile(named)];
  }
  const paths = await glob(named, { expandDirectories: false, absolute: isAbsolute(named) });
  if (paths.length === 0) throw new InputFileError(`"${named}" is no file, and matches none.`);
  return paths.toSorted().map(pictureFile);
}

async function inFolder(folder: string): Promise<PictureFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((cause) => {
    throw new InputFileError(`"${folder}" cannot be read: ${fileTrouble(cause)}.`, { cause });
  });
  const paths = entries
    .filter((entry) => !entry.isDirectory() && isPictureName(entry.name))
    .map(({ parentPath, name }) => join(parentPath, name))
    .toSorted();
  if (paths.length === 0) {
    throw new InputFileError(
      `"${folder}" has no pictures: no file ends in ${[...ENDINGS].join(', ')}.`,
    );
  }
  return paths.map(pictureFile);
}

/** Whether a file's name is one of a picture. Hidden files are notes of systems, under a picture's name. */
export function isPictureName(name: string): boolean {
  return !name.startsWith('.') && ENDINGS.has(extname(name).toLowerCase());
}

function pictureFile(path: string): PictureFile {
  const read = () =>
    readFile(path).catch((cause) => {
      throw new InputFileError(`"${path}" cannot be read: ${fileTrouble(cause)}.`, { cause });
    });
  return { name: path, read };
}

async function checkList(path: string): Promise<void> {
  try {
    // Pipes, such as shells make of <(…), are lists as well.
    if (!(await stat(path)).isDirectory()) return;
  } catch (cause) {
    throw new InputFileError(`The list "${path}" cannot be read: ${fileTrouble(cause)}.`, {
      cause,
    });
  }
  throw new InputFileError(`The list "${path}" cannot be read: it is a folder.`);
}

async function* asItComes(files: readonly PictureFile[]): AsyncGenerator<PictureFile> {
  yield* files;
}

/** Paths of a list, one a line. */
async function* withLines(
  files: readonly PictureFile[],
  list: string,
): AsyncGenerator<PictureFile> {
  yield* files;
  // Not before: lines that come while nobody reads are lost.
  const lines = createInterface(list === STDIN ? process.stdin : createReadStream(list));
  for await (const line of lines) if (line !== '') yield pictureFile(line);
}
