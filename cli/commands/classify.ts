// `kindling classify`: the most probable classes of pictures.
import { wholeNumber } from '../arguments';
import { type Command, JSON_OPTION, MODEL_OPTION } from '../command';
import {
  formatAdapter,
  formatBar,
  formatMilliseconds,
  formatPercent,
  formatTable,
} from '../format';
import { RUNTIME_OPTION, readPictureHost, withPage } from '../host';
import { checkPictures } from '../input-files';
import { readModelFile } from '../model-file';
import { printJson, printNote, printResult } from '../output';
import { type ClassifiedPicture, classifyPicture, loadModel } from '../page-steps';

const DEFAULT_MODEL = 'squeezenet1.0-dc';
const BAR_WIDTH = 24;

/** The command. Human output comes picture by picture, JSON when all are done. */
export const classifyCommand: Command = {
  definition: {
    meta: { name: 'classify', description: 'Name what is in pictures' },
    args: {
      'image...': { type: 'positional', description: 'Picture files' },
      model: { ...MODEL_OPTION, default: DEFAULT_MODEL },
      top: {
        type: 'string',
        description: 'Classes to list, 1 to 1000; by default 5, or all where there are fewer',
        valueHint: 'K',
      },
      runtime: RUNTIME_OPTION,
      json: JSON_OPTION,
    },
  },
  rules: { variadic: true },
  async run(given, { signal }) {
    const top = given.option('top');
    const topK = top === undefined ? undefined : wholeNumber(top, '--top', 1, 1000);
    const host = readPictureHost(given);
    const json = given.flag('json');
    await checkPictures(given.positionals);
    const model = await readModelFile(given.required('model'), process.env, signal);
    await withPage(host, signal, async (page) => {
      const { adapter } = await loadModel(page, model);
      const results: ClassifiedPicture[] = [];
      for (const image of given.positionals) {
        const result = await classifyPicture(page, image, image, topK);
        results.push(result);
        if (!json) printResult(describe(result));
      }
      // At the end: what fails has nothing but its one line on standard error.
      printNote(`${model.name} on ${formatAdapter(adapter)}`);
      if (json) printJson({ model: model.name, adapter, results });
    });
  },
};

function describe({ image, top, durationMs }: ClassifiedPicture): string {
  const rows = top.map(({ index, label, probability }) => [
    `  ${formatPercent(probability)}`,
    formatBar(probability, BAR_WIDTH).padEnd(BAR_WIDTH),
    String(index),
    label,
  ]);
  const table = formatTable(rows, ['right', 'left', 'right', 'left']);
  return `${image}  (${formatMilliseconds(durationMs)})\n${table}\n`;
}
