// `kindling run`: raw tensors or pictures through a model; tensors go in and out as NumPy's .npy files.
import { join } from 'node:path';
import { oneOf, type StrictArguments } from '../arguments';
import { aside } from '../aside';
import {
  BACKEND_OPTIONS,
  BACKENDS,
  type BackendSettings,
  checkPurpose,
  describeBackend,
  type LoadedThere,
  readBackend,
} from '../backend';
import type { TensorRun } from '../batch-groups';
import { type Command, MODEL_OPTION } from '../command';
import { UsageError } from '../failures';
import { readFeeds } from '../feeds';
import { formatMilliseconds, formatTable } from '../format';
import { ANY_RUNTIME_OPTION, type Host, readAnyHost, withPage } from '../host';
import { INPUT_SHAPE_OPTION, withInputShapes } from '../input-shapes';
import { type ModelFile, readModelFile } from '../model-file';
import { printJson, printNote, printResult } from '../output';
import { outputFiles, outputFolderOf, outputFolders, writeTensor } from '../output-files';
import type { PageTensor } from '../page-session';
import { loadModel } from '../page-steps';
import { PICTURE_OPTIONS, readPictureSettings } from '../picture-options';
import { answerPictures, type PictureWork } from '../pictures/answer-pictures';
import { findPictures } from '../pictures/find-pictures';
import { MANY_OPTIONS, readManySettings } from '../pictures/options';
import { withResumeFile } from '../pictures/resume-file';
import { formatShape, positionOf } from '../shapes';
import { runOnPage, runOnReference } from '../tensor-runs';

/** One output of one run; `file` is null when nothing is written. */
interface OutputReport {
  readonly name: string;
  readonly shape: readonly number[];
  readonly file: string | null;
}

/** What `--backend` takes here. */
const RUN_BACKENDS = [...BACKENDS, 'reference'] as const;

/** The command. */
export const runCommand: Command = {
  definition: {
    meta: { name: 'run', description: 'Run a model on raw tensors or on pictures' },
    args: {
      'file.npy...': { type: 'positional', required: false, description: 'Further input files' },
      model: { ...MODEL_OPTION, required: true },
      input: {
        type: 'string',
        description:
          "Input in the model's own axis order; may be repeated: one run each, or one file for each of several inputs",
        valueHint: '[name=]file.npy',
      },
      image: {
        type: 'string',
        description:
          'Picture for the first input, a folder of them, a pattern, or -; may be repeated: one run each',
        valueHint: 'file|dir|-',
      },
      ...PICTURE_OPTIONS,
      output: { type: 'string', description: 'Write outputs as .npy here', valueHint: 'dir' },
      ...BACKEND_OPTIONS,
      backend: {
        ...BACKEND_OPTIONS.backend,
        options: [...RUN_BACKENDS],
        description: `${BACKEND_OPTIONS.backend.description}; or the plain reference, in Node`,
      },
      'input-shape': INPUT_SHAPE_OPTION,
      ...MANY_OPTIONS,
      runtime: ANY_RUNTIME_OPTION,
    },
  },
  rules: { variadic: true, repeatable: ['input', 'image', 'input-shape'] },
  async run(given, { signal }) {
    const host = readAnyHost(given);
    const isReference = oneOf(given, 'backend', RUN_BACKENDS) === 'reference';
    checkPurpose(given);
    const runtime = isReference ? null : readBackend(given, host);
    const [images, list] = [given.all('image'), given.option('list')];
    const inputs = [...given.all('input'), ...given.positionals];
    const ofPictures = images.length > 0 || list !== undefined;
    checkKinds(given, ofPictures, inputs);
    if (!runtime || !ofPictures) return runOnFiles(given, inputs, { runtime, host, signal });
    const settings = readManySettings(given);
    const found = await findPictures(images, list);
    const preprocessing = readPictureSettings(given);
    const model = await readModel(given, signal);
    await withResumeFile(settings.resume, model.name, (resume) =>
      withPage(host, signal, async (page) => {
        const pictures = preprocessing ? { preprocessing } : {};
        const loaded = await loadModel(page, model, { pictures, runtime });
        const folder = given.option('output');
        const place = folder === undefined ? null : outputFolderOf(folder, found.total === 1);
        const work = running(model.name, loaded, place);
        await answerPictures(page, work, { found, settings, resume, signal });
        printNote(describeBackend(model.name, loaded));
      }),
    );
  },
};

async function readModel(given: StrictArguments, signal: AbortSignal): Promise<ModelFile> {
  return withInputShapes(await readModelFile(given.required('model'), process.env, signal), given);
}

/** What is said of a run on a picture. */
interface Answer {
  readonly outputs: readonly OutputReport[];
  readonly durationMs: number;
}

function running(
  model: string,
  { backend, adapter }: LoadedThere,
  place: ((image: string) => string) | null,
): PictureWork<TensorRun, Answer> {
  return {
    model,
    ask: (page, picture) => page.call('run', { inputs: [], picture }),
    place: place ?? (() => null),
    answer: async (run, folder) => ({
      outputs: await writeOutputs(run, folder),
      durationMs: run.durationMs,
    }),
    shown: (image, run, { outputs }) => describe(run, image, outputs),
    columns: {
      names: ['output', 'shape', 'file'],
      rows: ({ outputs }) =>
        outputs.map(({ name, shape, file }) => [name, shape.join('×'), file ?? '']),
    },
    document: (records) => ({
      ...{ model, backend, adapter },
      runs: records.map(({ image, ...record }) => ({ input: image, ...record })),
    }),
  };
}

/** How a command runs tensors. */
interface FileRun {
  /** Null for the reference. */
  readonly runtime: BackendSettings | null;
  readonly host: Host;
  readonly signal: AbortSignal;
}

/** Runs tensors: inputs are checked before anything is computed, files are written at the end. */
async function runOnFiles(
  given: StrictArguments,
  inputs: readonly string[],
  how: FileRun,
): Promise<void> {
  const model = await readModel(given, how.signal);
  const { labels, loaded, runs } = await runOnTensors(model, inputs, how);
  printNote(loaded ? describeBackend(model.name, loaded) : `${model.name} on the CPU reference`);
  const reports = await writeRuns(runs, labels, given.option('output'));
  if (given.flag('json')) {
    const { backend, adapter } = loaded ?? { backend: 'reference', adapter: null };
    printJson({ model: model.name, backend, adapter, runs: reports });
    return;
  }
  for (const [index, run] of runs.entries()) {
    printResult(describe(run, labels[index] ?? '', reports[index]?.outputs ?? []));
  }
}

/** Pictures or tensors, and what belongs to either. @throws UsageError */
function checkKinds(given: StrictArguments, ofPictures: boolean, inputs: readonly string[]): void {
  if (!ofPictures) {
    if (inputs.length === 0) throw new UsageError('Give --input FILE.npy, or --image FILE.');
    const ofImages = [...Object.keys(PICTURE_OPTIONS), 'format', 'resume'];
    const stray = ofImages.find((name) => given.option(name) !== undefined);
    if (stray) throw new UsageError(`--${stray} belongs to --image.`);
    return;
  }
  if (inputs.length > 0) throw new UsageError('Give --input or --image, not both.');
  if (given.option('backend') === 'reference') {
    throw new UsageError('--image needs another --backend: the reference takes tensors alone.');
  }
}

async function runOnTensors(
  model: ModelFile,
  inputs: readonly string[],
  { runtime, host, signal }: FileRun,
) {
  const feeds = await readFeeds(await aside(signal, 'modelInputs', model), inputs);
  const runs =
    runtime === null
      ? await runOnReference(model, feeds, signal)
      : await runOnPage(model, feeds, { host, runtime }, signal);
  return { labels: feeds.map(({ label }) => label), ...runs };
}

async function writeRuns(
  runs: readonly TensorRun[],
  inputs: readonly string[],
  folder: string | undefined,
) {
  const folders = folder === undefined ? [] : outputFolders(folder, inputs);
  const reports = [];
  for (const [index, run] of runs.entries()) {
    const outputs = await writeOutputs(run, folders[index] ?? null);
    reports.push({ input: inputs[index] ?? '', outputs, durationMs: run.durationMs });
  }
  return reports;
}

async function writeOutputs(
  { outputs }: TensorRun,
  folder: string | null,
): Promise<OutputReport[]> {
  const written: OutputReport[] = [];
  const files = outputFiles(outputs.map(({ name }) => name));
  for (const [at, tensor] of outputs.entries()) {
    const { name, shape } = tensor;
    const file = folder === null ? null : join(folder, files[at] ?? '');
    if (file !== null) await writeTensor(file, tensor);
    written.push({ name, shape, file });
  }
  return written;
}

function describe(run: TensorRun, input: string, reports: readonly OutputReport[]): string {
  const rows = run.outputs.map((tensor, index) => {
    const { name, shape } = tensor;
    return [`  ${name}`, shape.join('×'), ...summarise(tensor), reports[index]?.file ?? ''];
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
