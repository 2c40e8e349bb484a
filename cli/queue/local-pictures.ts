// Pictures below a folder that the worker was given. Links that lead out of it are not followed.
import { constants, type FileHandle, open, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { fileTrouble } from '../failures';
import { AddressError } from './address';
import { checkSize } from './limited-bytes';

/** Files below a root. */
export class LocalPictures {
  readonly #root: string | null;

  /** Without a root no file is read. */
  constructor(root: string | null) {
    this.#root = root;
  }

  /**
   * The file's bytes.
   * @throws AddressError when it is not there, is not below the root, is no file, or is larger than `maxBytes`
   */
  async read(path: string, maxBytes: number): Promise<Uint8Array> {
    if (this.#root === null) {
      throw new AddressError(
        'not-allowed',
        `"${path}" is a file, and this worker has no folder to read from; start it with --root.`,
      );
    }
    const file = await this.#resolve(path, this.#root);
    // A pipe would be waited for until somebody writes to it.
    const handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch(
      (error: unknown) => {
        throw unreadable(path, error);
      },
    );
    try {
      return await readHandle(handle, path, maxBytes);
    } finally {
      await handle.close();
    }
  }

  /** Where it really is. */
  async #resolve(path: string, root: string): Promise<string> {
    try {
      const [file, folder] = await Promise.all([realpath(join(root, path)), realpath(root)]);
      const below = folder.endsWith(sep) ? folder : folder + sep;
      if (file.startsWith(below)) return file;
    } catch (error) {
      throw unreadable(path, error);
    }
    throw new AddressError('not-allowed', `"${path}" is not below the folder that is allowed.`);
  }
}

async function readHandle(handle: FileHandle, path: string, maxBytes: number): Promise<Uint8Array> {
  const stats = await handle.stat();
  if (!stats.isFile()) throw new AddressError('not-found', `"${path}" is not a file.`);
  checkSize(path, stats.size, maxBytes);
  return handle.readFile().catch((error: unknown) => {
    throw unreadable(path, error);
  });
}

/** Disks of other machines are away for a while; a file that is not there is not. */
function unreadable(path: string, cause: unknown): AddressError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const isLasting = ['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'ELOOP', 'ENAMETOOLONG'].includes(
    code,
  );
  return new AddressError(
    isLasting ? 'not-found' : 'unreachable',
    `"${path}" cannot be read: ${fileTrouble(cause)}.`,
    { cause, mayPass: !isLasting },
  );
}
