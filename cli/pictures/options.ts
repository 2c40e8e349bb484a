// Options of commands that answer many pictures.
import type { ArgsDef } from 'citty';
import { oneOf, type StrictArguments, wholeNumber } from '../arguments';
import { JSON_OPTION } from '../command';
import { UsageError } from '../failures';

/** How answers are written. */
const FORMATS = ['table', 'jsonl', 'csv', 'json'] as const;

/** One of them. */
type Format = (typeof FORMATS)[number];

/** As commands list them. */
export const MANY_OPTIONS: ArgsDef = {
  list: {
    type: 'string',
    description: 'Further pictures, a path a line; - reads the list from standard input',
    valueHint: 'file|-',
  },
  format: {
    type: 'enum',
    options: [...FORMATS],
    description:
      'How answers are printed: as they come for people (table), as JSON Lines or CSV, or all at the end',
  },
  resume: {
    type: 'string',
    description:
      'Write answers to this file, as JSON Lines; what is in it already is not done again',
    valueHint: 'file.jsonl',
  },
  concurrency: {
    type: 'string',
    default: '8',
    description: 'Pictures on the way at once, 1 to 256',
    valueHint: 'N',
  },
  timings: {
    type: 'boolean',
    description: 'Say on standard error how many pictures a second each stage does',
  },
  json: JSON_OPTION,
};

/** Their values. */
export interface ManySettings {
  readonly format: Format;
  /** The file to go on with. */
  readonly resume: string | null;
  readonly concurrency: number;
  readonly timings: boolean;
}

/** Reads them. @throws UsageError */
export function readManySettings(given: StrictArguments): ManySettings {
  const resume = given.option('resume') ?? null;
  const format = readFormat(given);
  if (resume !== null && format !== 'table' && format !== 'jsonl') {
    throw new UsageError(`--resume writes JSON Lines, not --format ${format}.`);
  }
  return {
    format,
    resume,
    concurrency: wholeNumber(given.required('concurrency'), '--concurrency', 1, 256),
    timings: given.flag('timings'),
  };
}

function readFormat(given: StrictArguments): Format {
  if (given.option('format') === undefined) return given.flag('json') ? 'json' : 'table';
  const format = oneOf(given, 'format', FORMATS);
  if (given.flag('json') && format !== 'json') {
    throw new UsageError(`Give --json or --format ${format}, not both.`);
  }
  return format;
}
