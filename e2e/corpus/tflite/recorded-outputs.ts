// Files of other people with the outputs that TensorFlow Lite gave for them: ../shared/models and ../shared/cases/tflite,
// beside the folder of the weights. INDEX.tsv says which inputs they are of, and which numbers were kept.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readTflite } from '../../../src/formats/tflite/read-tflite';
import { parseTflite, type TfliteFile } from '../../../src/formats/tflite/tflite-file';
import type { TfliteTensor } from '../../../src/formats/tflite/tflite-tensor';
import { evaluateGraph } from '../../../src/reference/evaluate-graph';
import { f32Tensor } from '../../../src/tensor/tensor';

const SHARED = join(
  process.env.KINDLING_WEIGHTS_DIR ?? join(import.meta.dirname, '../../../../shared/weights'),
  '..',
);
/** Floats may be off by this share of the largest number: LiteRT sums in float32, and fuses what we compute one by one. */
const FLOAT_ERROR = 1e-3;
/** Codes may be off by one step, and by the float32 rounding of the numbers that they stand for. */
const STEPS = 1 + 1e-3;

/** A file and the run that was recorded of it. */
export interface RecordedFile {
  readonly name: string;
  readonly folder: string;
  readonly inputs: readonly RecordedInput[];
  readonly outputs: readonly RecordedOutput[];
}

interface RecordedInput {
  readonly shape: readonly number[];
  readonly type: string;
  readonly seed: number;
}

interface RecordedOutput {
  /** How many numbers were kept, and that they are every n-th one. */
  readonly kept: number;
  readonly every: number;
}

/** The folders that hold such files, and those that are missing. */
export const FOLDERS = ['cases/tflite', 'models'].map((name) => {
  const path = join(SHARED, name);
  return { name, path, isMissing: !existsSync(join(path, 'expected/INDEX.tsv')) };
});

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

function sizes(text: string): number[] {
  return text.split('x').map(Number);
}

/** The largest difference of each output that was recorded, as a share of what is allowed. @throws what the reader throws */
export async function recordedErrors(recorded: RecordedFile): Promise<number[]> {
  const { name, folder } = recorded;
  const bytes = new Uint8Array(readFileSync(join(folder, name)));
  const { feed } = await import(join(SHARED, 'models/inputs.mjs'));
  const file = parseTflite(bytes);
  const { graph } = await readTflite(bytes, { name, batch: 1, inputs: openShapes(file, recorded) });
  const inputs = file.inputs.map((index, i) => {
    const { shape = [], type = '', seed = 0 } = recorded.inputs[i] ?? {};
    const numbers = realNumbers(file.tensors[index], feed(shape, type, seed));
    return [graph.inputs[i] ?? '', f32Tensor(shape, numbers)] as const;
  });
  const values = evaluateGraph(graph, Object.fromEntries(inputs));
  const distinct = [...new Set(file.outputs)];
  return file.outputs.flatMap((index, i) => {
    const { kept = 0, every = 1 } = recorded.outputs[i] ?? {};
    if (kept === 0) return [];
    const tensor = file.tensors[index];
    const got = values.get(graph.outputs[distinct.indexOf(index)] ?? '')?.data ?? [];
    if (Math.ceil(got.length / every) !== kept) return [Number.POSITIVE_INFINITY];
    const path = join(folder, 'expected', `${name.replace(/\.tflite$/, '')}.${i}.f32`);
    const want = realNumbers(tensor, new Float32Array(new Uint8Array(readFileSync(path)).buffer));
    const largest = want.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const allowed = allowedError(tensor, largest);
    return [
      want.reduce((most, value, k) => {
        const error = Math.abs((got[k * every] ?? Number.NaN) - value) / allowed;
        // NaN must not pass for small.
        return error <= most ? most : error;
      }, 0),
    ];
  });
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
