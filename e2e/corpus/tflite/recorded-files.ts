// Files of other people with the outputs that TensorFlow Lite gave for them: ../shared/models and ../shared/cases/tflite,
// beside the folder of the weights. INDEX.tsv says which inputs they are of, and which numbers were kept.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readTflite } from '../../../src/formats/tflite/read-tflite';
import { parseTflite, type TfliteFile } from '../../../src/formats/tflite/tflite-file';
import type { TfliteTensor } from '../../../src/formats/tflite/tflite-tensor';
import { type Answers, type RecordedRun, sharesOfAllowed } from '../recorded-run';

const SHARED = join(
  process.env.KINDLING_WEIGHTS_DIR ?? join(import.meta.dirname, '../../../../shared/weights'),
  '..',
);
/** Floats may be off by this share of the largest number: LiteRT sums in float32, and fuses what we compute one by one. */
const FLOAT_ERROR = 1e-3;
/** Codes may be off by one step, and by the float32 rounding of the numbers that they stand for. */
const STEPS = 1 + 1e-3;

/** A file and what the index says of the run that was recorded of it. */
export interface RecordedFile {
  readonly name: string;
  readonly folder: string;
  readonly inputs: readonly IndexedInput[];
  readonly outputs: readonly IndexedOutput[];
}

interface IndexedInput {
  readonly shape: readonly number[];
  readonly type: string;
  readonly seed: number;
}

interface IndexedOutput {
  /** How many numbers were kept, and that they are every n-th one. */
  readonly kept: number;
  readonly every: number;
}

/**
 * Files whose answers differ by more, as shares of what is allowed: LiteRT rounds their activations to 8 bits at run time, where we
 * compute in floats.
 */
const APART: Readonly<Record<string, number>> = {
  'form_fc_int8_hybrid.tflite': 4,
  'mobilenet_v2_035_96_embedder_with_metadata.tflite': 20,
};

/** The folders that hold such files, and those that are missing. */
export const FOLDERS = ['cases/tflite', 'models'].map((name) => {
  const path = join(SHARED, name);
  return { name, path, isMissing: !existsSync(join(path, 'expected/INDEX.tsv')) };
});

/** What is wrong with the answers to a run, in words; nothing where they are right. */
export function faultsOf(run: RecordedRun, answers: Answers): string[] {
  const most = APART[run.name] ?? 1;
  const shares = sharesOfAllowed(run, answers);
  return run.outputs.flatMap(({ name }, i) => {
    const share = shares[i] ?? Number.NaN;
    return share <= most ? [] : [`${name} is off by ${share} of what is allowed`];
  });
}

/** All files of a folder, in the order of its index. */
export function recordedFiles(folder: string): RecordedFile[] {
  const lines = readFileSync(join(folder, 'expected/INDEX.tsv'), 'utf8').trim().split('\n');
  return lines.slice(1).map((line) => {
    const [name = '', , inputs = '', outputs = ''] = line.split('\t');
    return {
      name,
      folder,
      inputs: inputs.split(', ').map((text) => {
        const [shape = '', type = '', seed] = text.split(' ');
        return { shape: sizes(shape), type, seed: Number(seed) };
      }),
      outputs: outputs.split(', ').map((text) => {
        const [kept, every] = text.split(' ').slice(-2);
        return { kept: Number(kept), every: Number(every) };
      }),
    };
  });
}

/** The run that was recorded of a file. @throws what the reader throws */
export async function recordedRun(recorded: RecordedFile): Promise<RecordedRun> {
  const { name, folder } = recorded;
  const bytes = new Uint8Array(readFileSync(join(folder, name)));
  const { feed } = await import(join(SHARED, 'models/inputs.mjs'));
  const file = parseTflite(bytes);
  const options = { inputs: openShapes(file, recorded) };
  const { graph } = await readTflite(bytes, { name, batch: 1, ...options });
  const inputs = file.inputs.map((index, i) => {
    const { shape = [], type = '', seed = 0 } = recorded.inputs[i] ?? {};
    const numbers = realNumbers(file.tensors[index], feed(shape, type, seed));
    return [graph.inputs[i] ?? '', numbers] as const;
  });
  // A file may name an output twice.
  const distinct = [...new Set(file.outputs)];
  const outputs = file.outputs.flatMap((index, i) => {
    const { kept = 0, every = 1 } = recorded.outputs[i] ?? {};
    if (kept === 0) return [];
    const tensor = file.tensors[index];
    const path = join(folder, 'expected', `${name.replace(/\.tflite$/, '')}.${i}.f32`);
    const want = realNumbers(tensor, new Float32Array(new Uint8Array(readFileSync(path)).buffer));
    if (want.length !== kept)
      throw new RangeError(`${path} has ${want.length} numbers, not ${kept}.`);
    const largest = want.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const output = graph.outputs[distinct.indexOf(index)] ?? '';
    return [{ name: output, want, every, allowed: allowedError(tensor, largest) }];
  });
  return { name, bytes, options, inputs: Object.fromEntries(inputs), outputs };
}

function sizes(text: string): number[] {
  return text.split('x').map(Number);
}

/** Shapes of inputs that the file leaves open beyond the batch. */
function openShapes(
  { inputs, tensors }: TfliteFile,
  recorded: RecordedFile,
): Record<string, readonly number[]> {
  const open = inputs.flatMap((index, i) => {
    const tensor = tensors[index];
    return tensor?.shape.slice(1).includes(-1)
      ? [[tensor.name, recorded.inputs[i]?.shape ?? []] as const]
      : [];
  });
  return Object.fromEntries(open);
}

function allowedError(tensor: TfliteTensor | undefined, largest: number): number {
  const scale = tensor?.quantization?.scales[0];
  if (scale !== undefined) return STEPS * scale;
  return tensor?.type === 'FLOAT32' ? FLOAT_ERROR * largest || Number.MIN_VALUE : 0.5;
}

function realNumbers(
  tensor: TfliteTensor | undefined,
  codes: ArrayLike<number>,
): Float32Array<ArrayBuffer> {
  const { scales: [scale = 1] = [], zeroPoints: [zeroPoint = 0] = [] } = tensor?.quantization ?? {};
  return Float32Array.from(codes, (code) => (code - zeroPoint) * scale);
}
