// Options that say how a picture becomes a network's input, and what its classes are called.
import type { ClassifierSettings, PictureSettings } from '../src/index';
import { type StrictArguments, wholeNumber } from './arguments';
import { InputFileError, UsageError } from './failures';
import { readText } from './input-files';

/** As commands list them. */
export const PICTURE_OPTIONS = {
  mean: {
    type: 'string',
    description: 'What is subtracted from each channel, 0 to 1, as image_mean of model cards',
    valueHint: 'r,g,b',
  },
  std: {
    type: 'string',
    description: 'What each channel is divided by then, as image_std of model cards',
    valueHint: 'r,g,b',
  },
  crop: {
    type: 'string',
    description: 'What is looked at: the central square of this share of the shorter side, or all',
    valueHint: '0.875|full',
  },
} as const;

/** The `--labels` option of commands that name classes. */
export const LABELS_OPTION = {
  type: 'string',
  description:
    'Class names, one a line: makes a classifier of a network whose file says nothing of pictures',
  valueHint: 'file',
} as const;

/** The `--top` option. */
export const TOP_OPTION = {
  type: 'string',
  description: 'Classes to list, 1 to 1000; by default 5, or all where there are fewer',
  valueHint: 'K',
} as const;

/** The value of `--top`; undefined where nothing is said. @throws UsageError */
export function readTopK(given: StrictArguments): number | undefined {
  const top = given.option('top');
  return top === undefined ? undefined : wholeNumber(top, '--top', 1, 1000);
}

/** How pictures are prepared; null where nothing is said. @throws UsageError naming the option */
export function readPictureSettings(given: StrictArguments): PictureSettings | null {
  const [mean, std] = [channelsOf(given, 'mean'), channelsOf(given, 'std')];
  if (std?.includes(0)) throw new UsageError('--std must be of numbers other than 0.');
  const region = regionOf(given);
  if (!mean && !std && !region) return null;
  return { ...(mean ? { mean } : {}), ...(std ? { std } : {}), ...(region ? { region } : {}) };
}

/** What makes a classifier of a network; null where nothing is said. @throws UsageError, InputFileError */
export async function readClassifierSettings(
  given: StrictArguments,
): Promise<ClassifierSettings | null> {
  const preprocessing = readPictureSettings(given);
  const file = given.option('labels');
  if (!preprocessing && file === undefined) return null;
  return {
    ...(preprocessing ? { preprocessing } : {}),
    ...(file === undefined ? {} : { labels: labelsOf(await readText(file, 'labels'), file) }),
  };
}

/** One number for all channels, or one for each. */
function channelsOf(
  given: StrictArguments,
  option: 'mean' | 'std',
): readonly [number, number, number] | null {
  const text = given.option(option);
  if (text === undefined) return null;
  const numbers = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  const [first = Number.NaN, second = first, third = first] = numbers;
  if ((numbers.length === 1 || numbers.length === 3) && numbers.every(Number.isFinite)) {
    return [first, second, third];
  }
  throw new UsageError(`--${option} is one number or three, as 0.485,0.456,0.406; got "${text}".`);
}

function regionOf(given: StrictArguments): PictureSettings['region'] | null {
  const text = given.option('crop');
  if (text === undefined) return null;
  if (text === 'full') return 'full';
  const centralSquare = Number(text);
  if (centralSquare > 0 && centralSquare <= 1) return { centralSquare };
  throw new UsageError(`--crop is "full", or a share above 0 and up to 1; got "${text}".`);
}

/** One name a line; an empty line at the end is none. */
function labelsOf(text: string, path: string): string[] {
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  if (lines.length === 0) throw new InputFileError(`${path} has no labels in it.`);
  return lines;
}
