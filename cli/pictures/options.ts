// Options of commands that answer many pictures.
import type { ArgsDef } from 'citty';
import { concurrencyFor, mostBatchOf } from '../../src/util/batch-concurrency';
import { oneOf, type StrictArguments, wholeNumber } from '../arguments';
import { JSON_OPTION } from '../command';
import { UsageError } from '../failures';
import type { Together } from '../page-session';

/** Twice that is what `--concurrency` can be. */
const MOST_BATCH = 128;

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
    description: 'Pictures on the way at once, 1 to 256; by default 8, or two batches',
    valueHint: 'N',
  },
  timings: {
    type: 'boolean',
    description: 'Say on standard error how many pictures a second each stage does',
  },
  json: JSON_OPTION,
};

/** The `--batch` option, of commands that can compute pictures together. */
export const BATCH_OPTION = {
  type: 'string',
  default: '1',
  description:
    'Pictures that the GPU computes together, 1 to 128; auto measures it on the first ones',
  valueHint: 'N|auto',
} as const;

/** The value of `--batch`; 1 where a command has none. @throws UsageError */
export function readBatch(given: StrictArguments): Together['batch'] {
  const batch = given.option('batch') ?? '1';
  return batch === 'auto' ? batch : wholeNumber(batch, '--batch', 1, MOST_BATCH);
}

/** Their values. */
export interface ManySettings {
  readonly format: Format;
  /** The file to go on with. */
  readonly resume: string | null;
  readonly concurrency: number;
  /** Pictures that are computed together; null for one by one. */
  readonly together: Together | null;
  readonly timings: boolean;
}

/** Reads them. @throws UsageError */
export function readManySettings(given: StrictArguments): ManySettings {
  const resume = given.option('resume') ?? null;
  const format = readFormat(given);
  if (resume !== null && format !== 'table' && format !== 'jsonl') {
    throw new UsageError(`--resume writes JSON Lines, not --format ${format}.`);
  }
  const batch = readBatch(given);
  const number = given.option('concurrency') ?? String(concurrencyFor(batch));
  const concurrency = wholeNumber(number, '--concurrency', 1, 256);
  return {
    format,
    resume,
    concurrency,
    together: batch === 1 ? null : { batch, mostBatch: mostBatchOf(concurrency) },
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
