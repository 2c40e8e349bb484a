// `kindling evaluate`: how often a model is right on a folder of labelled pictures.
import { writeFile } from 'node:fs/promises';
import { BACKEND_OPTIONS, describeBackend, readBackend } from '../backend';
import { type Command, JSON_OPTION, MODEL_OPTION } from '../command';
import { fileTrouble, InputFileError } from '../failures';
import { formatAdapter, formatCount, formatPercent, formatTable } from '../format';
import { ANY_RUNTIME_OPTION, readAnyHost, withPage } from '../host';
import { predictAll, RIGHT_LABELS_OPTION, readLabelled, score } from '../labelled-folder';
import { readModelFile } from '../model-file';
import { printJson, printNote, printResult } from '../output';
import type { AdapterSummary } from '../page-session';
import { loadModel } from '../page-steps';
import { PRECISION_OPTION, readPrecision } from '../precision';

/** What the command prints as JSON. */
interface Evaluation {
  readonly model: string;
  readonly adapter: AdapterSummary;
  readonly images: number;
  /** Share of the pictures whose right class is the most probable one, 0 to 1. */
  readonly top1: number;
  /** Share of the pictures whose right class is among the five most probable ones, 0 to 1. */
  readonly top5: number;
  /** From file to result, decoding included, without loading the model. */
  readonly imagesPerSecond: number;
}

/** The command. Pictures of the folder that the labels do not list are left out. */
export const evaluateCommand: Command = {
  definition: {
    meta: { name: 'evaluate', description: 'Measure accuracy on a folder of labelled pictures' },
    args: {
      dir: { type: 'positional', description: 'Folder with the pictures' },
      model: { ...MODEL_OPTION, required: true },
      labels: { ...RIGHT_LABELS_OPTION, required: true },
      predictions: {
        type: 'string',
        description: 'Write the top 5 of each picture here, as JSON',
        valueHint: 'file.json',
      },
      precision: PRECISION_OPTION,
      ...BACKEND_OPTIONS,
      runtime: ANY_RUNTIME_OPTION,
      json: JSON_OPTION,
    },
  },
  async run(given, { signal }) {
    const host = readAnyHost(given);
    const precision = readPrecision(given);
    const chosen = readBackend(given, host);
    // Halves are for a GPU, of whatever kind.
    const isOpen = chosen.backend === 'auto' && precision === 'f16';
    const runtime = isOpen ? { backend: 'webgpu' as const } : chosen;
    const folder = given.positionals[0] ?? '';
    const labelsFile = given.required('labels');
    const modelName = given.required('model');
    const labelled = await readLabelled(folder, labelsFile);
    const model = await readModelFile(modelName, process.env, signal);
    const { loaded, predictions, seconds } = await withPage(host, signal, async (page) => {
      const loaded = await loadModel(page, model, { precision, runtime });
      return { loaded, ...(await predictAll(page, folder, labelled)) };
    });
    printNote(describeBackend(model.name, loaded));
    const predictionsFile = given.option('predictions');
    if (predictionsFile !== undefined) {
      await writeJson(predictionsFile, { model: model.name, predictions });
    }
    const { adapter } = loaded;
    const evaluation = { model: model.name, adapter, ...score(predictions, seconds) };
    if (given.flag('json')) printJson(evaluation);
    else printResult(describe(evaluation));
  },
};

async function writeJson(path: string, value: unknown): Promise<void> {
  try {
    await writeFile(path, `${JSON.stringify(value, null, 1)}\n`);
  } catch (error) {
    throw new InputFileError(`"${path}" cannot be written: ${fileTrouble(error)}.`, {
      cause: error,
    });
  }
}

function describe({ model, adapter, images, top1, top5, imagesPerSecond }: Evaluation): string {
  const share = (fraction: number) =>
    `${formatPercent(fraction)}  (${Math.round(fraction * images)} of ${images})`;
  return formatTable(
    [
      ['model', model],
      ['adapter', formatAdapter(adapter)],
      ['images', formatCount(images)],
      ['top-1', share(top1)],
      ['top-5', share(top5)],
      ['speed', `${imagesPerSecond.toFixed(1)} images/s`],
    ],
    ['left', 'left'],
  );
}
