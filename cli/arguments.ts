// Strict reading of a command's arguments. citty ignores options it does not know, takes a missing
// value for an empty one and keeps only the last of several; here each of these is wrong usage.
import { parseArgs } from 'node:util';
import type { ArgsDef } from 'citty';
import { UsageError } from './failures';

/** A command's arguments, every option and positional known to its definition. */
export interface StrictArguments {
  readonly positionals: readonly string[];
  /** Whether a boolean option is given. */
  flag(name: string): boolean;
  /** The value of an option, or its default; undefined without either. */
  option(name: string): string | undefined;
  /** The same for an option that must have a value. @throws UsageError when it has none. */
  required(name: string): string;
  /** All values of a repeatable option, as they were written. */
  all(name: string): readonly string[];
}

/** How many positionals and which repeated options a command takes, beyond what citty can say. */
export interface ArgumentRules {
  /** The last positional takes all that are left. */
  readonly variadic?: boolean;
  /** Options that may be given more than once. */
  readonly repeatable?: readonly string[];
}

/**
 * Reads what follows the command's name on the command line.
 *
 * @throws UsageError for an unknown option, a missing or empty value, a repeated option, and a
 * missing or superfluous positional.
 */
export function readArguments(
  rawArguments: readonly string[],
  definition: ArgsDef,
  rules: ArgumentRules = {},
): StrictArguments {
  const { strings, flags, positionals } = parseStrictly(rawArguments, definition);
  for (const [name, given] of strings) {
    if (given.length > 1 && !rules.repeatable?.includes(name)) {
      throw new UsageError(`--${name} is given ${given.length} times; give it once.`);
    }
    if (given.includes('')) throw new UsageError(`--${name} needs a value.`);
  }
  checkPositionals(positionals, definition, rules);
  const option = (name: string) => strings.get(name)?.[0] ?? defaultOf(definition, name);
  return {
    positionals,
    flag: (name) => flags.has(name),
    option,
    required: (name) => {
      const value = option(name);
      if (value === undefined) throw new UsageError(`The option --${name} is missing.`);
      return value;
    },
    all: (name) => strings.get(name) ?? [],
  };
}

/** A whole number written by the user. @throws UsageError when it is not one from `min` to `max`. */
export function wholeNumber(text: string, option: string, min: number, max: number): number {
  const value = Number(text);
  const plain = text !== '' && [...text].every((letter) => letter >= '0' && letter <= '9');
  if (!plain || value < min || value > max) {
    throw new UsageError(`${option} must be a whole number from ${min} to ${max}, got "${text}".`);
  }
  return value;
}

/** What the numbers of a list must be, in code and in words. */
export interface NumberRule {
  readonly allows: (value: number) => boolean;
  readonly words: string;
}

/** Numbers with commas between them. @throws UsageError for one that the rule refuses or that comes twice. */
export function numberList(text: string, option: string, rule: NumberRule): number[] {
  const values = text.split(',').map((item) => {
    const value = /^\d*\.?\d+$/.test(item) ? Number(item) : Number.NaN;
    if (Number.isFinite(value) && rule.allows(value)) return value;
    throw new UsageError(`${option} must be ${rule.words}, with commas between; got "${item}".`);
  });
  const repeated = values.find((value, index) => values.indexOf(value) !== index);
  if (repeated !== undefined) throw new UsageError(`${option} lists ${repeated} twice.`);
  return values;
}

function parseStrictly(rawArguments: readonly string[], definition: ArgsDef) {
  const options: Record<string, { type: 'boolean' | 'string'; multiple: true }> = {};
  for (const [name, argument] of Object.entries(definition)) {
    if (argument.type === 'positional') continue;
    // `multiple`, so that repeated options can be told from single ones.
    options[name] = { type: argument.type === 'boolean' ? 'boolean' : 'string', multiple: true };
  }
  const strings = new Map<string, string[]>();
  const flags = new Set<string>();
  try {
    const parsed = parseArgs({ args: [...rawArguments], options, allowPositionals: true });
    for (const [name, given] of Object.entries(parsed.values)) {
      const texts = [given].flat().filter((value) => typeof value === 'string');
      if (texts.length > 0) strings.set(name, texts);
      else flags.add(name);
    }
    return { strings, flags, positionals: parsed.positionals };
  } catch (error) {
    throw new UsageError(usageMessage(error, Object.keys(options)));
  }
}

/** Node's message; for an unknown option with the known ones in the place of Node's advice. */
function usageMessage(error: unknown, names: readonly string[]): string {
  if (!(error instanceof Error)) return String(error);
  const message = error.message.replaceAll('\n', ' ');
  if (!('code' in error) || error.code !== 'ERR_PARSE_ARGS_UNKNOWN_OPTION') {
    return message.endsWith('.') ? message : `${message}.`;
  }
  const listed = [...names, 'help'].map((name) => `--${name}`).join(', ');
  return `${message.split('. ')[0]}. The options are: ${listed}.`;
}

function checkPositionals(
  given: readonly string[],
  definition: ArgsDef,
  rules: ArgumentRules,
): void {
  const wanted = Object.entries(definition).filter(([, { type }]) => type === 'positional');
  for (const [index, [name, argument]] of wanted.entries()) {
    if (argument.required !== false && given[index] === undefined) {
      throw new UsageError(`The argument ${name.toUpperCase()} is missing.`);
    }
  }
  const superfluous = rules.variadic ? undefined : given[wanted.length];
  if (superfluous !== undefined) {
    throw new UsageError(`"${superfluous}" is one argument too many.`);
  }
}

function defaultOf(definition: ArgsDef, name: string): string | undefined {
  const value = definition[name]?.default;
  return value === undefined ? undefined : String(value);
}

/** One of the words that an option takes. @throws UsageError for another one */
export function oneOf<T extends string>(
  given: StrictArguments,
  option: string,
  words: readonly T[],
): T {
  const written = given.required(option);
  const word = words.find((each) => each === written);
  if (word !== undefined) return word;
  throw new UsageError(`--${option} must be one of ${words.join(', ')}, got "${written}".`);
}
