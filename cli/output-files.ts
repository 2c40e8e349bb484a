// Files that commands write: names and contents of the .npy files of `run`, and writing itself.
import { realpath, stat, writeFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { fileTrouble, InputFileError } from './failures';
import { encodeNpy, type NpyTensor } from './npy';
import { escapeControls } from './shown-text';
import { writeWhole } from './write-whole';

/**
 * The folder for the outputs of each input file: the folder itself for a single input, else a
 * subfolder named like the input without its extension; the second `cat.npy` becomes `cat-2`.
 */
export function outputFolders(folder: string, inputs: readonly string[]): readonly string[] {
  return inputs.map(outputFolderOf(folder, inputs.length === 1));
}

/** The same for inputs that come one by one, in order. */
export function outputFolderOf(folder: string, isSingle: boolean): (input: string) => string {
  const distinct = distinctNamer();
  return (input) =>
    isSingle ? folder : join(folder, distinct(safeName(basename(input, extname(input)))));
}

/**
 * File names of a model's outputs, one each and all distinct, whatever the outputs are called; the second of two that would
 * share a file becomes `name-2.npy`.
 */
export function outputFiles(outputs: readonly string[]): readonly string[] {
  return distinctNames(outputs.map(safeName)).map((name) => `${name}.npy`);
}

/** File systems take 255 bytes. The rest is left for a number and an ending. */
const MOST_BYTES = 200;

/**
 * A name that is one part of a path everywhere: slashes, which ONNX and Caffe names may hold, become underscores; so do the
 * characters that Windows forbids and what would lead to another folder. What a terminal would act on becomes `%1B`.
 */
function safeName(name: string): string {
  const printable = escapeControls(name.toWellFormed(), (code) => `%${hexadecimal(code)}`);
  const part = clipped(printable.replaceAll(/[/\\<>:"|?*]/g, '_'));
  return RESERVED.test(part) ? `_${part}` : part;
}

/** Folders above, and what Windows has devices for, with any ending. */
const RESERVED = /^(\.*$|(con|prn|aux|nul|com\d|lpt\d)(\.|$))/i;

function hexadecimal(code: number): string {
  return code.toString(16).toUpperCase().padStart(2, '0');
}

/** As many letters from the beginning as fit. */
function clipped(name: string): string {
  const encoder = new TextEncoder();
  if (encoder.encode(name).byteLength <= MOST_BYTES) return name;
  const { read } = encoder.encodeInto(name, new Uint8Array(MOST_BYTES));
  return name.slice(0, read);
}

/** The same names, those that a file system may take for an earlier one with a number behind. */
function distinctNames(names: readonly string[]): readonly string[] {
  return names.map(distinctNamer());
}

function distinctNamer(): (name: string) => string {
  const taken = new Set<string>();
  // Where to go on counting: else each of a million `photo.jpg` would try all numbers before it.
  const counts = new Map<string, number>();
  return (name) => {
    let distinct = name;
    let count = counts.get(name) ?? 1;
    while (taken.has(folded(distinct))) distinct = `${name}-${++count}`;
    counts.set(name, count);
    taken.add(folded(distinct));
    return distinct;
  };
}

/** What file systems may compare by: macOS and Windows look at neither case nor how accents are written, nor at dots at an end. */
function folded(name: string): string {
  return name
    .normalize('NFC')
    .toUpperCase()
    .toLowerCase()
    .replace(/[. ]+$/, '');
}

/** Writes a tensor, making its folder. @throws InputFileError when that is not possible. */
export function writeTensor(path: string, tensor: NpyTensor): Promise<void> {
  return writeOutput(path, encodeNpy(tensor));
}

/** Writes a file, making its folder; into a device or behind a link, where the user names one. @throws InputFileError when that is not possible */
export async function writeOutput(path: string, bytes: Uint8Array): Promise<void> {
  const shown = `"${path}"`;
  const target = await realpath(path).catch(() => path);
  const kind = await stat(target).catch(() => null);
  if (!kind || kind.isFile()) return writeWhole(target, bytes, shown);
  try {
    await writeFile(target, bytes);
  } catch (error) {
    throw new InputFileError(`${shown} cannot be written: ${fileTrouble(error)}.`, {
      cause: error,
    });
  }
}
