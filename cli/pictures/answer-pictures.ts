// Answers for many pictures: some are read and decoded while others are computed; records are written in order, as they come.
import { inOrder } from '../../src/util/in-order';
import { oneLine } from '../failures';
import type { ModelPage } from '../model-page';
import { printNote } from '../output';
import { itemProgress } from '../progress';
import type { FoundPictures, PictureFile } from './find-pictures';
import type { ManySettings } from './options';
import { type Layout, openSink } from './record-sink';
import type { PictureFailure } from './records';
import type { ResumeFile } from './resume-file';
import { StageClock } from './stage-clock';
import { describeBatches, describeStages, Tally, withName } from './tally';

/** What a command does with pictures: `Found` is what the page finds out, `Answer` what is written of it. */
export interface PictureWork<Found, Answer extends object> extends Layout<Answer> {
  /** Asks the page about the picture at the URL. @throws PageError */
  readonly ask: (page: ModelPage, url: string) => Promise<Found>;
  /** Where a picture's files go. Called for each that is given, in order, also for those that are done. */
  readonly place: (image: string) => string | null;
  /** What is written; files of its own are, too. @throws InputFileError */
  readonly answer: (found: Found, place: string | null) => Promise<Answer>;
  /** A few lines for people. */
  readonly shown: (image: string, found: Found, answer: Answer) => string;
}

/** What a run is about, and how. */
export interface PictureRun {
  readonly found: FoundPictures;
  readonly settings: ManySettings;
  /** The file that it goes on with; null where answers go to standard output. */
  readonly resume: ResumeFile | null;
  readonly signal: AbortSignal;
}

/** Codes of errors that are about one picture alone; others end a run. */
const OF_A_PICTURE = new Set(['image', 'limit', 'input-file']);

/** A picture, and where its files go. */
interface Given {
  readonly picture: PictureFile;
  readonly place: string | null;
}

/** What the page says of one. */
type Outcome<Found> = Given & ({ readonly found: Found } | { readonly failure: PictureFailure });

/**
 * Answers all pictures by the model that the page has loaded.
 * @throws InputsFailedError at the end, when a picture has failed; what is no fault of a picture; the signal's reason
 */
export async function answerPictures<Found extends object, Answer extends object>(
  page: ModelPage,
  work: PictureWork<Found, Answer>,
  { found: { pictures, total }, settings, resume, signal }: PictureRun,
): Promise<void> {
  const tally = new Tally(resume);
  const reading = new StageClock('read');
  const sink = openSink(work, settings, resume);
  const outcomes = inOrder(
    undone(pictures, work.place, resume),
    (given) => ask(page, work, given, reading),
    { atOnce: settings.concurrency, signal },
  );
  // On a terminal the answers themselves are progress.
  const isShown = resume !== null || !process.stdout.isTTY;
  const progress = isShown ? itemProgress('answering pictures') : null;
  const left = total === null ? null : Math.max(0, total - (resume?.size ?? 0));
  try {
    for await (const outcome of outcomes) {
      const image = outcome.picture.name;
      if ('found' in outcome) {
        const { found, place } = outcome;
        const answer = await work.answer(found, place);
        tally.answered();
        sink.write({ image, ...answer }, () => work.shown(image, found, answer));
      } else {
        const { failure } = outcome;
        tally.failed(image, failure);
        // A single picture's failure is the command's own, and is told as such.
        if (left !== 1 || settings.format !== 'table' || resume) {
          sink.write({ image, error: failure }, () => withName(image, failure.message));
        }
      }
      if (left !== 1) progress?.update(tally.done, left);
    }
  } finally {
    progress?.stop();
  }
  sink.end();
  if (left !== 1 || settings.timings) printNote(tally.pace());
  if (settings.timings) {
    printNote(describeStages([reading.time(), ...(await page.call('stages', null))]));
    if (settings.together) {
      printNote(describeBatches(settings.together, await page.call('batches', null)));
    }
  }
  tally.check();
}

/** Pictures that have no record yet. */
async function* undone(
  pictures: AsyncIterable<PictureFile>,
  place: (image: string) => string | null,
  resume: ResumeFile | null,
): AsyncGenerator<Given> {
  for await (const picture of pictures) {
    const given = { picture, place: place(picture.name) };
    if (!resume?.take(picture.name)) yield given;
  }
}

async function ask<Found, Answer extends object>(
  page: ModelPage,
  work: PictureWork<Found, Answer>,
  given: Given,
  reading: StageClock,
): Promise<Outcome<Found>> {
  let url: string | null = null;
  try {
    url = page.offer(await reading.timed(() => given.picture.read()));
    return { ...given, found: await work.ask(page, url) };
  } catch (error) {
    return { ...given, failure: failureOf(error) };
  } finally {
    if (url !== null) page.withdraw(url);
  }
}

/** @throws what is no fault of a picture */
function failureOf(error: unknown): PictureFailure {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (!OF_A_PICTURE.has(code)) throw error;
  return { code, message: oneLine(error) };
}
