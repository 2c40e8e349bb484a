// `kindling run`: raw tensors through a model, in and out as NumPy's .npy files.
import { join } from 'node:path';
import type { StrictArguments } from '../arguments';
import { type Command, JSON_OPTION, MODEL_OPTION } from '../command';
import { UsageError } from '../failures';
import { readFeeds } from '../feeds';
import { formatAdapter, formatMilliseconds, formatTable } from '../format';
import { RUNTIME_OPTION, readHost } from '../host';
import { readModelFile } from '../model-file';
import { printJson, printNote, printResult } from '../output';
import { outputFile, outputFolders, writeTensor } from '../output-files';
import type { PageTensor } from '../page-session';
import { formatShape, positionOf } from '../shapes';
import {
  type Backend,
  readModelInputs,
  runOnReference,
  runOnWebgpu,
  type TensorRun,
} from '../tensor-runs';

/** One output of one run; `file` is null when nothing is written. */
interface OutputReport {
  readonly name: string;
  readonly shape: readonly number[];
  readonly file: string | null;
}

const BACKENDS: readonly Backend[] = ['webgpu', 'reference'];

/** The command. Inputs are checked before anything is computed, files are written at the end. */
export const runCommand: Command = {
  definition: {
    meta: { name: 'run', description: 'Run a model on raw tensors' },
    args: {
      'file.npy...': { type: 'positional', required: false, description: 'Further input files' },
      model: { ...MODEL_OPTION, required: true },
      input: {
        type: 'string',
        required: true,
        description:
          "Input in the model's own axis order; may be repeated: one run each, or one file for each of several inputs",
        valueHint: '[name=]file.npy',
      },
      output: { type: 'string', description: 'Write outputs as .npy here', valueHint: 'dir' },
      backend: {
        type: 'enum',
        options: [...BACKENDS],
        default: 'webgpu',
        description: 'What computes',
      },
      runtime: RUNTIME_OPTION,
      json: JSON_OPTION,
    },
  },
  rules: { variadic: true, repeatable: ['input'] },
  async run(given, { signal }) {
    const modelName = given.required('model');
    const backend = readBackend(given);
    const host = readHost(given);
    given.required('input');
    const inputs = [...given.all('input'), ...given.positionals];
    const model = await readModelFile(modelName, process.env, signal);
    const feeds = await readFeeds(await readModelInputs(model), inputs);
    const labels = feeds.map(({ label }) => label);
    const { adapter, runs } =
      backend === 'reference'
        ? await runOnReference(model, feeds)
        : await runOnWebgpu(model, feeds, host, signal);
    printNote(`${model.name} on ${adapter ? formatAdapter(adapter) : 'the CPU reference'}`);
    const reports = await writeRuns(runs, labels, given.option('output'));
    if (given.flag('json')) {
      printJson({ model: model.name, backend, adapter, runs: reports });
    } else {
      for (const [index, run] of runs.entries()) {
        printResult(describe(run, labels[index] ?? '', reports[index]?.outputs ?? []));
      }
    }
  },
};

function readBackend(given: StrictArguments): Backend {
  const written = given.required('backend');
  const backend = BACKENDS.find((name) => name === written);
  if (!backend) {
    throw new UsageError(`--backend must be one of ${BACKENDS.join(', ')}, got "${written}".`);
  }
  return backend;
}

async function writeRuns(
  runs: readonly TensorRun[],
  inputs: readonly string[],
  folder: string | undefined,
) {
  const folders = folder === undefined ? [] : outputFolders(folder, inputs);
  const reports = [];
  for (const [index, { outputs, durationMs }] of runs.entries()) {
    const written: OutputReport[] = [];
    for (const [name, tensor] of Object.entries(outputs)) {
      const into = folders[index];
      const file = into === undefined ? null : join(into, outputFile(name));
      if (file !== null) await writeTensor(file, tensor);
      written.push({ name, shape: tensor.shape, file });
    }
    reports.push({ input: inputs[index] ?? '', outputs: written, durationMs });
  }
  return reports;
}

function describe(run: TensorRun, input: string, reports: readonly OutputReport[]): string {
  const rows = reports.flatMap(({ name, shape, file }) => {
    const tensor = run.outputs[name];
    return tensor ? [[`  ${name}`, shape.join('×'), ...summarise(tensor), file ?? '']] : [];
  });
  const table = formatTable(rows, ['left', 'left', 'left', 'left', 'left']);
  return `${input}  (${formatMilliseconds(run.durationMs)})\n${table}\n`;
}

/** Range with the place of the largest value, and the first values. */
function summarise({ data, shape }: PageTensor): [string, string] {
  let least = 0;
  let most = 0;
  for (let index = 1; index < data.length; index++) {
    if ((data[index] ?? 0) < (data[least] ?? 0)) least = index;
    if ((data[index] ?? 0) > (data[most] ?? 0)) most = index;
  }
  const number = (value: number | undefined) => (value ?? Number.NaN).toPrecision(5);
  const first = Array.from(data.subarray(0, 4), number).join(' ');
  const range = `min ${number(data[least])}, max ${number(data[most])} at ${formatShape(positionOf(most, shape))}`;
  return [range, data.length > 4 ? `${first} …` : first];
}
