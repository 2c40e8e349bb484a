// `kindling classify`: the most probable classes of pictures.
import { BACKEND_OPTIONS, describeBackend, readBackend } from '../backend';
import { type Command, MODEL_OPTION } from '../command';
import { UsageError } from '../failures';
import { formatBar, formatMilliseconds, formatPercent, formatTable } from '../format';
import { ANY_RUNTIME_OPTION, readAnyHost, withPage } from '../host';
import { INPUT_SHAPE_OPTION, withInputShapes } from '../input-shapes';
import { readModelFile } from '../model-file';
import { printNote } from '../output';
import type { AdapterSummary, TopClass } from '../page-session';
import { loadModel } from '../page-steps';
import {
  LABELS_OPTION,
  PICTURE_OPTIONS,
  readClassifierSettings,
  readTopK,
  TOP_OPTION,
} from '../picture-options';
import { answerPictures, type PictureWork } from '../pictures/answer-pictures';
import { findPictures } from '../pictures/find-pictures';
import { BATCH_OPTION, MANY_OPTIONS, readManySettings } from '../pictures/options';
import { withResumeFile } from '../pictures/resume-file';

const DEFAULT_MODEL = 'squeezenet1.0-dc';
const BAR_WIDTH = 24;

/** What is said of a picture. */
interface Answer {
  readonly top: readonly TopClass[];
  readonly durationMs: number;
}

/** The command. Answers come picture by picture; one JSON document when all are done. */
export const classifyCommand: Command = {
  definition: {
    meta: { name: 'classify', description: 'Name what is in pictures' },
    args: {
      'image...': {
        type: 'positional',
        required: false,
        description: 'Picture files, folders of them, patterns, or - for one from standard input',
      },
      model: { ...MODEL_OPTION, default: DEFAULT_MODEL },
      labels: LABELS_OPTION,
      ...PICTURE_OPTIONS,
      top: TOP_OPTION,
      ...MANY_OPTIONS,
      batch: BATCH_OPTION,
      'input-shape': INPUT_SHAPE_OPTION,
      ...BACKEND_OPTIONS,
      runtime: ANY_RUNTIME_OPTION,
    },
  },
  rules: { variadic: true, repeatable: ['input-shape'] },
  async run(given, { signal }) {
    const topK = readTopK(given);
    const host = readAnyHost(given);
    const runtime = readBackend(given, host);
    const settings = readManySettings(given);
    const found = await findPictures(given.positionals, given.option('list'));
    const classifier = await readClassifierSettings(given);
    const file = await readModelFile(given.required('model'), process.env, signal);
    const model = withInputShapes(file, given);
    await withResumeFile(settings.resume, model.name, (resume) =>
      withPage(host, signal, async (page) => {
        const pictures = classifier ? { classifier } : {};
        const loaded = await loadModel(page, model, {
          pictures,
          runtime,
          together: settings.together,
        });
        const work = classifying(model.name, loaded.adapter, topK);
        await answerPictures(page, work, { found, settings, resume, signal }).catch((error) => {
          throw advised(error);
        });
        // At the end: what fails has nothing but its one line on standard error.
        printNote(describeBackend(model.name, loaded));
      }),
    );
  },
};

function classifying(
  model: string,
  adapter: AdapterSummary,
  topK: number | undefined,
): PictureWork<Answer, Answer> {
  return {
    model,
    ask: (page, url) => page.call('classify', { url, ...(topK === undefined ? {} : { topK }) }),
    place: () => null,
    answer: async (found) => found,
    shown: describe,
    columns: {
      names: ['rank', 'index', 'label', 'probability'],
      rows: ({ top }) =>
        top.map(({ index, label, probability }, rank) => [rank + 1, index, label, probability]),
    },
    document: (results) => ({ model, adapter, results }),
  };
}

/** What the library advises is for code. */
function advised(error: unknown): unknown {
  if (!(error instanceof Error) || !error.message.includes('does not classify pictures')) {
    return error;
  }
  return new UsageError(
    `${error.message.split(';')[0]}: its file does not say that it does. Give --labels, or --mean and --std, if it does; \`kindling run --image\` gives what it computes.`,
  );
}

function describe(image: string, { top, durationMs }: Answer): string {
  const rows = top.map(({ index, label, probability }) => [
    `  ${formatPercent(probability)}`,
    formatBar(probability, BAR_WIDTH).padEnd(BAR_WIDTH),
    String(index),
    label,
  ]);
  const table = formatTable(rows, ['right', 'left', 'right', 'left']);
  return `${image}  (${formatMilliseconds(durationMs)})\n${table}\n`;
}
