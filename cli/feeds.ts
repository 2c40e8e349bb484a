// Which files feed which inputs of a model, one feed for each run.
import { InputFileError, UsageError } from './failures';
import { type NpyTensor, readNpy } from './npy';
import { formatShape, type Shape, sameBesidesBatch } from './shapes';

/** An input of a model. */
export interface ModelInput {
  readonly name: string;
  /** In the model's own axis order, with batch size 1 where the batch is open. */
  readonly shape: Shape;
}

/** What an input is given. */
interface InputTensor extends NpyTensor {
  readonly name: string;
}

/** The tensors of one run. */
export interface Feed {
  /** The files, as they were given. */
  readonly label: string;
  readonly tensors: readonly InputTensor[];
  readonly batch: number;
}

/**
 * Reads the files. A model with one input runs once for each of them; one with several runs once, and its files are named
 * `INPUT=FILE` or stand in the order of its inputs.
 * @throws UsageError when files and inputs are not as many; InputFileError for a file that is damaged or does not fit.
 */
export async function readFeeds(
  inputs: readonly ModelInput[],
  files: readonly string[],
): Promise<Feed[]> {
  const [only, ...others] = inputs;
  if (only && others.length === 0) {
    return Promise.all(files.map((file) => readFeed([only], [fileFor(only, file) ?? file])));
  }
  return [await readFeed(inputs, assign(inputs, files))];
}

/** The file of each input, in the order of the inputs. */
function assign(inputs: readonly ModelInput[], files: readonly string[]): string[] {
  const left = [...files];
  const named = inputs.map((input) => {
    const at = left.findIndex((file) => inputOf(inputs, file) === input);
    const [file] = at < 0 ? [] : left.splice(at, 1);
    return file === undefined ? null : fileFor(input, file);
  });
  const assigned = named.map((file) => file ?? left.shift());
  const missing = inputs.find((_, index) => assigned[index] === undefined);
  if (missing || left.length > 0) {
    const wanted = inputs.map(({ name, shape }) => `${name}=FILE ${formatShape(shape)}`).join(', ');
    throw new UsageError(
      `The model has ${inputs.length} inputs: give --input once for each, ${wanted}; got ${files.length}.`,
    );
  }
  return assigned.flatMap((file) => file ?? []);
}

/** Which input `INPUT=FILE` names: of `a` and `a=b`, which a file may have both, the longer one. */
function inputOf(inputs: readonly ModelInput[], file: string): ModelInput | undefined {
  return inputs
    .filter((input) => fileFor(input, file) !== null)
    .toSorted((a, b) => b.name.length - a.name.length)[0];
}

/** The file in `INPUT=FILE`; null where it is not named so. */
function fileFor({ name }: ModelInput, file: string): string | null {
  return file.startsWith(`${name}=`) ? file.slice(name.length + 1) : null;
}

async function readFeed(inputs: readonly ModelInput[], files: readonly string[]): Promise<Feed> {
  const tensors = await Promise.all(files.map(readNpy));
  for (const [index, tensor] of tensors.entries()) {
    const input = inputs[index];
    if (input) checkInputShape(files[index] ?? '', tensor, input);
  }
  const image = tensors.find(({ shape }) => shape.length === 4) ?? tensors[0];
  return {
    label: files.join(' '),
    tensors: inputs.flatMap(({ name }, index) => {
      const tensor = tensors[index];
      return tensor ? { name, ...tensor } : [];
    }),
    batch: image?.shape[0] ?? 1,
  };
}

/**
 * Compares a tensor's shape with the model's input; any batch size from 1 is right, and a single number for an input of
 * one number.
 *
 * @throws InputFileError with the shape that the file has and the one that is wanted.
 */
export function checkInputShape(path: string, tensor: NpyTensor, input: ModelInput): void {
  const [batch = 0] = tensor.shape;
  if (batch >= 1 && sameBesidesBatch(tensor.shape, input.shape)) return;
  if (tensor.shape.length === 0 && formatShape(input.shape) === '[1]') return;
  const want = formatShape(['n', ...input.shape.slice(1)]);
  throw new InputFileError(
    `"${path}" has shape ${formatShape(tensor.shape)}; input "${input.name}" wants ${want}.`,
  );
}
