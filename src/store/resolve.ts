// From a manifest entry to its checked bytes: sources are asked in order, every answer is compared
// with the manifest's size and SHA-256, and when nothing has the file one error says what was tried.
import { ChecksumError, WeightsUnavailableError } from '../errors';
import type { ReadOptions } from './download';
import type { ManifestEntry } from './manifest';
import { sha256Hex } from './sha256';
import type { WeightSource } from './sources';

/** Weights that are known to be the right ones, and who had them. */
export interface ResolvedWeights {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly source: WeightSource;
}

/** How weights are resolved. */
export interface ResolveOptions extends ReadOptions {
  /** A sentence on where else the file may lie, for the error where no source has it; by default what the library takes. */
  readonly advice?: (file: string) => string;
}

/**
 * The bytes of a named model from the first source that has them. A damaged cache entry is dropped
 * and the next source is asked; what was downloaded is put in the caches among the sources.
 *
 * @throws ChecksumError when a mirror or a download is not the file that the manifest names.
 * @throws WeightsUnavailableError when no source has it: file, URL, advice and what was tried.
 * @throws the signal's reason when it is aborted.
 */
export async function resolveWeights(
  entry: ManifestEntry,
  sources: readonly WeightSource[],
  options: ResolveOptions = {},
): Promise<ResolvedWeights> {
  const tried: string[] = [];
  for (const source of sources) {
    options.signal?.throwIfAborted();
    const bytes = await readFrom(source, entry, options, tried);
    if (!bytes) continue;
    const fault = await findFault(entry, bytes);
    if (fault === null) {
      if (source.remote) await keepInCaches(entry, bytes, sources);
      return { bytes, source };
    }
    if (!source.cache) throw checksumError(entry, source, fault);
    await source.cache.drop(entry).catch(() => undefined);
    tried.push(`${source.name} (${source.locate(entry)}: damaged, dropped)`);
  }
  throw unavailableError(entry, tried, options.advice ?? loadAdvice);
}

/** What one source gives; a failure is noted in `tried`, so that the next one gets its chance. */
async function readFrom(
  source: WeightSource,
  entry: ManifestEntry,
  options: ReadOptions,
  tried: string[],
): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    const bytes = await source.read(entry, options);
    if (!bytes) tried.push(`${source.name} (${source.locate(entry)}: not there)`);
    return bytes;
  } catch (error) {
    options.signal?.throwIfAborted();
    tried.push(`${source.name} (${reasonOf(error)})`);
    return null;
  }
}

/** An error's message as a part of a sentence: without its full stop. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.endsWith('.') ? message.slice(0, -1) : message;
}

/** What is wrong with the bytes, as the `got` of a message; null when they are the right ones. */
async function findFault(
  entry: ManifestEntry,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<string | null> {
  const sha256 = await sha256Hex(bytes);
  if (bytes.byteLength === entry.bytes && sha256 === entry.sha256) return null;
  return `SHA-256 ${sha256}, ${bytes.byteLength} bytes`;
}

/** A cache that is full or read-only must not cost the user the weights just downloaded. */
async function keepInCaches(
  entry: ManifestEntry,
  bytes: Uint8Array<ArrayBuffer>,
  sources: readonly WeightSource[],
): Promise<void> {
  for (const source of sources) {
    await source.cache?.put(entry, bytes).catch(() => undefined);
  }
}

function checksumError(entry: ManifestEntry, source: WeightSource, got: string): ChecksumError {
  return new ChecksumError(
    `"${entry.file}" from ${source.name} (${source.locate(entry)}) is not the file of model ` +
      `"${entry.name}": got ${got}; want SHA-256 ${entry.sha256}, ${entry.bytes} bytes. ` +
      'Replace it with the right file.',
  );
}

function unavailableError(
  entry: ManifestEntry,
  tried: readonly string[],
  advice: (file: string) => string,
): WeightsUnavailableError {
  const { name, url, file, bytes } = entry;
  return new WeightsUnavailableError(
    `The weights of model "${name}" cannot be found; they are published at ${url}. ` +
      `${advice(`"${file}" (${bytes} bytes)`)} Tried: ${tried.join('; ')}.`,
  );
}

function loadAdvice(file: string): string {
  return `Load it from another place: give \`load\` the file (File, bytes) or a URL where you host ${file}.`;
}
