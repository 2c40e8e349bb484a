// What can be asked of the compression of a model, and what that says about each of its tensors.
import type { CodebookPrecision } from './k-means';
import { checkShare } from './prune';

/** One number for all tensors, or one for each that is named; `*` is the name of all others. */
export type ForTensors = number | Readonly<Record<string, number>>;

/**
 * How a model is compressed. What is given for a tensor by its name comes before what is given for all; a tensor for
 * which neither density nor energy is given loses nothing but the zeros that it has.
 */
export interface CompressOptions {
  /** Share of a tensor's numbers that stay, above 0 and up to 1. */
  readonly density?: ForTensors;
  /** Instead of a density: share of a tensor's sum of squares that has to stay, so that each gets a density of its own. */
  readonly energy?: ForTensors;
  /** Bits of a code, 2 to 8: 2^bits − 1 different weights, besides zero. 8 where it is not given. */
  readonly bits?: ForTensors;
  /** What the numbers of the codebooks can be; those of float16 need half the bytes in a file. float32 by default. */
  readonly codebook?: CodebookPrecision;
  /** Tensors of fewer numbers stay as they are; 512 by default. */
  readonly least?: number;
}

/** What the options say about one tensor. */
export interface TensorSettings {
  readonly density: number | null;
  readonly energy: number | null;
  /** null where nothing is said: 8 where it is coded, and no reason to code again what is coded. */
  readonly bits: number | null;
}

/** Stands for all tensors that are not named. */
const OTHERS = '*';

const LEAST_BITS = 2;
const MOST_BITS = 8;
const DEFAULT_LEAST = 512;

/** The fewest numbers that a tensor is compressed with. @throws RangeError when the option is no count. */
export function leastNumbers({ least = DEFAULT_LEAST }: CompressOptions): number {
  if (!Number.isInteger(least) || least < 0) {
    throw new RangeError(`"least" is a count of numbers, 0 or more, got ${least}.`);
  }
  return least;
}

/** The precision of codebooks. @throws RangeError when there is none of this name. */
export function precisionOf({ codebook = 'float32' }: CompressOptions): CodebookPrecision {
  if (codebook !== 'float32' && codebook !== 'float16') {
    throw new RangeError(`"codebook" is 'float32' or 'float16', got '${codebook}'.`);
  }
  return codebook;
}

/**
 * The settings of each of the named tensors.
 * @throws RangeError for a number out of its range, for a name that is not among the tensors', and for a tensor with
 * both a density and an energy.
 */
export function settingsOf(
  { density, energy, bits }: CompressOptions,
  names: readonly string[],
): Map<string, TensorSettings> {
  check('density', density, names, checkShare);
  check('energy', energy, names, checkShare);
  check('bits', bits, names, checkBits);
  return new Map(
    names.map((name) => [
      name,
      { ...pruningOf(name, density, energy), bits: named(bits, name) ?? general(bits) },
    ]),
  );
}

function pruningOf(
  name: string,
  density: ForTensors | undefined,
  energy: ForTensors | undefined,
): Pick<TensorSettings, 'density' | 'energy'> {
  for (const find of [(given?: ForTensors) => named(given, name), general]) {
    const found = { density: find(density), energy: find(energy) };
    if (found.density !== null && found.energy !== null) {
      throw new RangeError(
        `Density (${found.density}) and energy (${found.energy}) are both given for "${name}": one of them follows ` +
          'from the other.',
      );
    }
    if (found.density !== null || found.energy !== null) return found;
  }
  return { density: null, energy: null };
}

function general(given: ForTensors | undefined): number | null {
  return typeof given === 'number' ? given : named(given, OTHERS);
}

/** Own properties only: a tensor may have any name, `constructor` too. */
function named(given: ForTensors | undefined, name: string): number | null {
  if (typeof given !== 'object' || !Object.hasOwn(given, name)) return null;
  return given[name] ?? null;
}

function check(
  option: string,
  given: ForTensors | undefined,
  names: readonly string[],
  checkNumber: (what: string, number: number) => void,
): void {
  if (given === undefined) return;
  if (typeof given === 'number') {
    checkNumber(`"${option}"`, given);
    return;
  }
  for (const [name, number] of Object.entries(given)) {
    if (name !== OTHERS && !names.includes(name)) {
      throw new RangeError(
        `"${option}" names "${name}", which is not a tensor that can be compressed. ` +
          (names.length > 0 ? `These can: ${names.join(', ')}.` : 'The model has none.'),
      );
    }
    checkNumber(`"${option}" of "${name}"`, number);
  }
}

function checkBits(what: string, bits: number): void {
  if (!Number.isInteger(bits) || bits < LEAST_BITS || bits > MOST_BITS) {
    throw new RangeError(`${what} is an integer from ${LEAST_BITS} to ${MOST_BITS}, got ${bits}.`);
  }
}
