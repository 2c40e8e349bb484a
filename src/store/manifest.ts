// The models that have a name: what file each is, how to know it is the right one, where it comes
// from. The data is weights/manifest.json; this file gives it types and looks names up.
import manifest from '../../weights/manifest.json';
import { UnknownModelError } from '../errors';

/** One named model of the manifest. */
export interface ManifestEntry {
  /** The name that users write: `squeezenet1.0-dc`. */
  readonly name: string;
  /** One sentence on what the model is. */
  readonly description: string;
  /** File name in a mirror folder and in the command line's cache. */
  readonly file: string;
  readonly format: string;
  /** Exact size of the file. */
  readonly bytes: number;
  /** SHA-256 of the file, lower-case hexadecimal. */
  readonly sha256: string;
  /** Where the file can be downloaded, pinned to one commit; `embedded:` and a name where it is part of the library. */
  readonly url: string;
  /** SPDX identifier. */
  readonly licence: string;
  readonly licenceHolder: string;
  /** The repository that publishes the file. */
  readonly source: string;
}

/** Every model that can be loaded by name. */
export const manifestEntries: readonly ManifestEntry[] = manifest.models;

/**
 * The manifest's entry of this name.
 *
 * @throws UnknownModelError when there is none; lists the names there are, and the one that was
 * probably meant.
 */
export function findManifestEntry(name: string): ManifestEntry {
  const entry = manifestEntries.find((candidate) => candidate.name === name);
  if (entry) return entry;
  const names = manifestEntries.map((candidate) => candidate.name);
  const nearest = nearestName(name, names);
  const hint = nearest === null ? '' : ` Did you mean "${nearest}"?`;
  throw new UnknownModelError(
    `There is no model named "${name}".${hint} The models are: ${names.join(', ')}.`,
  );
}

/**
 * The name that is a few typing mistakes away from what was written, or that begins with it;
 * null when none is near.
 */
export function nearestName(written: string, names: readonly string[]): string | null {
  const wanted = written.toLowerCase();
  let best: string | null = null;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const name of names) {
    const prefix = wanted.length >= 3 && name.startsWith(wanted);
    const distance = prefix ? 0 : editDistance(wanted, name);
    // A third of the letters wrong is still a slip; more is another word.
    if (distance <= Math.ceil(name.length / 3) && distance < bestDistance) {
      best = name;
      bestDistance = distance;
    }
  }
  return best;
}

/** Levenshtein distance: single-letter insertions, deletions and replacements from `a` to `b`. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(replaced, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
