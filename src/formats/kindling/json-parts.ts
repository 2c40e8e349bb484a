// Small parsers of JSON data that nobody vouches for: each gives what it was made for, or says what is there instead.
import { GraphError } from '../../errors';

/** Gives a T from JSON data that lie at `path` (`.nodes[3].op`). @throws GraphError saying path, got and wanted. */
export type Parse<T> = (json: unknown, path: string) => T;

/** A parser for every key of T; those of optional keys may give undefined. */
export type Fields<T> = {
  readonly [K in keyof T]-?: Parse<
    Partial<Pick<T, K>> extends Pick<T, K> ? T[K] | undefined : T[K]
  >;
};

/** Characters of a file's own text that a message repeats. */
const MOST_QUOTED = 40;

/** Numbers that JSON has no form for. */
const WORDS_FOR_NUMBERS: readonly unknown[] = ['Infinity', '-Infinity', 'NaN'];

/** The error for data that are not what belongs there. */
export function refusal(json: unknown, path: string, wanted: string): GraphError {
  const where = path === '' ? 'its root' : path.slice(1);
  return new GraphError(`The graph has ${describe(json)} at ${where}, where ${wanted} belongs.`);
}

/** A whole number from `least` to `most`. */
export function whole(least: number, most: number): Parse<number> {
  return (json, path) => {
    if (typeof json === 'number' && Number.isInteger(json) && json >= least && json <= most) {
      return unsigned(json);
    }
    throw refusal(json, path, `a whole number from ${least} to ${most}`);
  };
}

/** A number that a rule allows; "Infinity", "-Infinity" and "NaN" stand for those that JSON lacks. */
export function number(wanted: string, allows: (value: number) => boolean): Parse<number> {
  return (json, path) => {
    if (typeof json !== 'number' && !WORDS_FOR_NUMBERS.includes(json)) {
      throw refusal(json, path, 'a number');
    }
    if (allows(Number(json))) return unsigned(Number(json));
    throw refusal(json, path, wanted);
  };
}

/** What `number` reads: the number itself, or its word. */
export function numberToJson(value: number): number | string {
  return Number.isFinite(value) ? unsigned(value) : String(value);
}

/** True or false. */
export const flag: Parse<boolean> = (json, path) => {
  if (typeof json === 'boolean') return json;
  throw refusal(json, path, 'true or false');
};

/** Text of 1 to `most` characters. */
export function text(most: number): Parse<string> {
  return (json, path) => {
    if (typeof json === 'string' && json !== '' && json.length <= most) return json;
    throw refusal(json, path, `a text of 1 to ${most} characters`);
  };
}

/** One of some words; `wanted` describes them where they are too many to list. */
export function oneOf<const T extends string | number>(
  words: readonly T[],
  wanted = words.join(' or '),
): Parse<T> {
  return (json, path) => {
    const word = words.find((known) => known === json);
    if (word === undefined) throw refusal(json, path, wanted);
    return word;
  };
}

/** From `least` to `most` of the same. */
export function list<T>(item: Parse<T>, least: number, most: number): Parse<T[]> {
  return (json, path) => {
    if (Array.isArray(json) && json.length >= least && json.length <= most) {
      return json.map((entry, index) => item(entry, `${path}[${index}]`));
    }
    throw refusal(json, path, `a list of ${least === most ? least : `${least} to ${most}`}`);
  };
}

/** Two of the same, such as [vertical, horizontal]. */
export function pair<T>(item: Parse<T>): Parse<[T, T]> {
  return list(item, 2, 2) as Parse<[T, T]>;
}

/** Three of the same, such as one for each channel of a picture. */
export function triple<T>(item: Parse<T>): Parse<[T, T, T]> {
  return list(item, 3, 3) as Parse<[T, T, T]>;
}

/** What is parsed as given, or is not there. */
export function optional<T>(parse: Parse<T>): Parse<T | undefined> {
  return (json, path) => (json === undefined ? json : parse(json, path));
}

/** What is parsed as given, or null. */
export function nullable<T>(parse: Parse<T>): Parse<T | null> {
  return (json, path) => (json === null ? json : parse(json, path));
}

/** These keys and no others, in the order in which they are given. */
export function object<T extends object>(fields: Fields<T>): Parse<T> {
  // Maps, so that no key of a file can mean something that every object has, `__proto__` above all.
  const parsers = new Map<string, Parse<unknown>>(Object.entries(fields));
  return (json, path) => {
    const given = new Map(Object.entries(record(json, path)));
    const parsed: [string, unknown][] = [];
    for (const key of new Set([...given.keys(), ...parsers.keys()])) {
      const parse = parsers.get(key) ?? nothing;
      const value = parse(given.get(key), `${path}.${key.slice(0, MOST_QUOTED)}`);
      if (value !== undefined) parsed.push([key, value]);
    }
    return Object.fromEntries(parsed) as T;
  };
}

/** One of several objects, told apart by the first key. */
export function objectWith<T>(forms: Readonly<Record<string, Parse<T>>>, wanted: string): Parse<T> {
  const parsers = new Map(Object.entries(forms));
  return (json, path) => {
    const parse = parsers.get(Object.keys(record(json, path, wanted))[0] ?? '');
    if (!parse) throw refusal(json, path, wanted);
    return parse(json, path);
  };
}

/** What belongs to a key that nobody knows. */
const nothing: Parse<never> = (json, path) => {
  throw refusal(json, path, 'nothing');
};

/** 0 for −0: JSON text drops the sign when it is written, and no attribute means anything by it. */
function unsigned(value: number): number {
  return value + 0;
}

/** Any object that is no list. */
export function record(json: unknown, path: string, wanted = 'an object'): object {
  if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json;
  throw refusal(json, path, wanted);
}

function describe(json: unknown): string {
  if (json === undefined) return 'nothing';
  if (Array.isArray(json)) return `a list of ${json.length}`;
  if (typeof json === 'string') {
    const isLong = json.length > MOST_QUOTED;
    return JSON.stringify(isLong ? `${json.slice(0, MOST_QUOTED)}…` : json);
  }
  return typeof json === 'object' && json !== null ? 'an object' : String(json);
}
