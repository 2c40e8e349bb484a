// Files that commands write: names and contents of the .npy files of `run`, and writing itself.
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { fileTrouble, InputFileError } from './failures';
import { encodeNpy, type NpyTensor } from './npy';

/**
 * The folder for the outputs of each input file: the folder itself for a single input, else a
 * subfolder named like the input without its extension; the second `cat.npy` becomes `cat-2`.
 */
export function outputFolders(folder: string, inputs: readonly string[]): readonly string[] {
  if (inputs.length === 1) return [folder];
  const taken = new Set<string>();
  return inputs.map((input) => {
    const stem = basename(input, extname(input));
    let name = stem;
    for (let count = 2; taken.has(name); count++) name = `${stem}-${count}`;
    taken.add(name);
    return join(folder, name);
  });
}

/** File name of an output: slashes, which ONNX and Caffe names may hold, become underscores. */
export function outputFile(output: string): string {
  return `${output.replaceAll('/', '_').replaceAll('\\', '_')}.npy`;
}

/** Writes a tensor, making its folder. @throws InputFileError when that is not possible. */
export function writeTensor(path: string, tensor: NpyTensor): Promise<void> {
  return writeOutput(path, encodeNpy(tensor));
}

/** Writes a file, making its folder. @throws InputFileError when that is not possible. */
export async function writeOutput(path: string, bytes: Uint8Array): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, bytes);
  } catch (error) {
    throw new InputFileError(`"${path}" cannot be written: ${fileTrouble(error)}.`, {
      cause: error,
    });
  }
}
