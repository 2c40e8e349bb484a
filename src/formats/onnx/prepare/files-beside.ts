// Where the files beside a model come from: a function that finds them, or files that a user picked.
import { WeightsUnavailableError } from '../../../errors';

/** Gives the bytes of a file beside a model, by the name that the model has for it. */
export type ReadBeside = (name: string) => Promise<Uint8Array>;

/** What finds files beside a model: a function, or the files themselves, such as those of an `<input type="file" multiple>`. */
export type Beside = ReadBeside | Iterable<File>;

/** Both as a function; that of files throws a WeightsUnavailableError where none has the name. */
export function readerOf(beside: Beside): ReadBeside {
  if (typeof beside === 'function') return beside;
  const files = [...beside];
  return async (name) => {
    const path = name.replaceAll('\\', '/');
    const file =
      files.find((each) => `/${each.webkitRelativePath || each.name}`.endsWith(`/${path}`)) ??
      // Of files that are picked one by one, a page does not know the folders.
      files.find((each) => each.name === path.slice(path.lastIndexOf('/') + 1));
    if (file) return new Uint8Array(await file.arrayBuffer());
    const given = files.map((each) => `"${each.name}"`).join(', ') || 'none';
    throw new WeightsUnavailableError(`it is not among the files that were given (${given})`);
  };
}
