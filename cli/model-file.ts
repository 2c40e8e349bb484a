// What a user writes as MODEL, a name in the manifest or a path, to the bytes of a model file.
import { readFile, stat } from 'node:fs/promises';
import { dirname, parse, resolve } from 'node:path';
import { UnknownModelError } from '../src/errors';
import type { Model, ReadModelOptions } from '../src/index';
import { createEmbeddedSource, isEmbedded } from '../src/store/embedded-source';
import { findManifestEntry, type ManifestEntry, manifestEntries } from '../src/store/manifest';
import { type ResolvedWeights, resolveWeights } from '../src/store/resolve';
import { fileTrouble, InputFileError } from './failures';
import { readerBelow } from './file-below';
import type { Library } from './package-root';
import { downloadProgress } from './progress';
import type { Shape } from './shapes';
import { createNodeSources, type Environment } from './weight-sources';

/** What the library calls models of files that know no name. */
const NAMELESS = 'model';

/** A model file in memory. */
export interface ModelFile {
  /** What the user called it: the manifest's name, or the path as it was written. */
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The folder of the user's own file: its weights may lie in files there. */
  readonly folder?: string;
  /** Sizes of inputs that the user gave. */
  readonly inputs?: Readonly<Record<string, Shape>>;
}

/**
 * Reads the model that the user named. A path is the user's own file and is read as it is; a name
 * goes through cache, mirror folder and download, and is checked against the manifest.
 *
 * @throws InputFileError when a path cannot be read.
 * @throws UnknownModelError for something that is neither a file nor a name.
 * @throws ChecksumError, WeightsUnavailableError as `resolveWeights` does.
 */
export async function readModelFile(
  model: string,
  environment: Environment,
  signal: AbortSignal,
): Promise<ModelFile> {
  // An exact name wins over a file of that name in the current folder, which `./name` still reaches.
  if (!isNamed(model) && (isPath(model) || (await exists(model)))) {
    return { name: model, bytes: await readOwn(model), folder: dirname(resolve(model)) };
  }
  const { bytes } = await resolveNamed(findEntry(model), environment, signal);
  return { name: model, bytes };
}

/** What the library is told of a model file besides its name. */
export function readOptionsOf({ inputs = {}, folder }: ModelFile): ReadModelOptions {
  return folder === undefined ? { inputs } : { inputs, beside: readerBelow(folder) };
}

/** The model in a file, called as the file is, without folder and ending, where the file knows no name. @throws as `readModel` */
export async function readCalled({ readModel }: Library, file: ModelFile): Promise<Model> {
  const model = await readModel(file.bytes, readOptionsOf(file));
  if (model.name !== NAMELESS) return model;
  return { ...model, name: isNamed(file.name) ? file.name : parse(file.name).name };
}

/** The checked weights of a named model, with progress on standard error while they download. */
export async function resolveNamed(
  entry: ManifestEntry,
  environment: Environment,
  signal: AbortSignal,
): Promise<ResolvedWeights> {
  const progress = downloadProgress(entry.file);
  try {
    const sources = isEmbedded(entry) ? [createEmbeddedSource()] : createNodeSources(environment);
    return await resolveWeights(entry, sources, {
      signal,
      onProgress: progress.onProgress,
      advice: (file) => `Download it, and set KINDLING_WEIGHTS_DIR to a folder that holds ${file}.`,
    });
  } finally {
    progress.stop();
  }
}

/** The manifest's entry; its error also says that there is no file of that name. */
function findEntry(model: string): ManifestEntry {
  try {
    return findManifestEntry(model);
  } catch (error) {
    if (!(error instanceof UnknownModelError)) throw error;
    throw new UnknownModelError(`There is no file "${model}". ${error.message}`);
  }
}

function isNamed(model: string): boolean {
  return manifestEntries.some((entry) => entry.name === model);
}

function isPath(model: string): boolean {
  return model.includes('/') || model.includes('\\');
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function readOwn(path: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (error) {
    throw new InputFileError(`The model "${path}" cannot be read: ${fileTrouble(error)}.`, {
      cause: error,
    });
  }
}
