// `kindling compare`: every layer of a model on WebGPU against the CPU reference.
import { wholeNumber } from '../arguments';
import { type Command, JSON_OPTION, MODEL_OPTION } from '../command';
import { describeComparison, describeFailure } from '../comparison-report';
import { ComparisonError, namingFile } from '../failures';
import { formatAdapter } from '../format';
import { RUNTIME_OPTION, readHost, withPage } from '../host';
import { checkPictures } from '../input-files';
import { INPUT_SHAPE_OPTION, withInputShapes } from '../input-shapes';
import { readModelFile } from '../model-file';
import { printJson, printNote, printResult } from '../output';
import { loadModel } from '../page-steps';
import { PRECISION_OPTION, readPrecision } from '../precision';

const MOST_RUNS = 100;

/** The command. It fails where a layer is over its bound, after the report; in JSON an infinite error is null. */
export const compareCommand: Command = {
  definition: {
    meta: { name: 'compare', description: 'Compare every layer of a model with the CPU reference' },
    args: {
      model: { ...MODEL_OPTION, required: true },
      image: {
        type: 'string',
        description: 'Picture to compare on; seeded numbers without one',
        valueHint: 'file',
      },
      runs: {
        type: 'string',
        description: `Runs to compare, 1 to ${MOST_RUNS}`,
        default: '3',
        valueHint: 'N',
      },
      precision: PRECISION_OPTION,
      'input-shape': INPUT_SHAPE_OPTION,
      runtime: RUNTIME_OPTION,
      json: JSON_OPTION,
    },
  },
  rules: { repeatable: ['input-shape'] },
  async run(given, { signal }) {
    const name = given.required('model');
    const runs = wholeNumber(given.required('runs'), '--runs', 1, MOST_RUNS);
    const precision = readPrecision(given);
    const image = given.option('image');
    const host = readHost(given);
    if (image !== undefined) await checkPictures([image]);
    const model = withInputShapes(await readModelFile(name, process.env, signal), given);
    const { adapter, comparison } = await withPage(host, signal, async (page) => {
      const loaded = await loadModel(page, model, { precision });
      const url = image === undefined ? null : page.offer(image);
      const compared = await page.call('compare', { url, runs }).catch((error: unknown) => {
        throw image === undefined ? error : namingFile(error, image, ['image', 'limit']);
      });
      return { adapter: loaded.adapter, comparison: compared };
    });
    if (given.flag('json')) printJson({ ...comparison, adapter });
    else printResult(describeComparison(comparison));
    const failure = describeFailure(comparison);
    if (failure !== null) throw new ComparisonError(failure);
    printNote(`${model.name} on ${formatAdapter(adapter)}`);
  },
};
