// Runs of one model on raw tensors, on the GPU in Chromium or on the CPU in this process.
import { UnsupportedError } from '../src/errors';
import { type ModelPage, withPage } from './browser';
import { InputFileError, namingFile } from './failures';
import type { ModelFile } from './model-file';
import type { NpyTensor } from './npy';
import { importLibrary, type Library } from './package-root';
import type { AdapterSummary, PageTensor } from './page-session';
import { loadModel } from './page-steps';
import { formatShape, inputShape, type Shape, sameBesidesBatch } from './shapes';

/** What computes: WGSL kernels on an adapter, or the plain CPU oracle. */
export type Backend = 'webgpu' | 'reference';

/** The one input of a model. */
export interface ModelInput {
  readonly name: string;
  /** In the model's own axis order, with batch size 1. */
  readonly shape: Shape;
}

/** The outputs of one run, by name. */
export interface TensorRun {
  readonly outputs: Readonly<Record<string, PageTensor>>;
  readonly durationMs: number;
}

/** All runs of a command, in the order of its inputs. */
export interface TensorRuns {
  /** Null for the reference, which needs none. */
  readonly adapter: AdapterSummary | null;
  readonly runs: readonly TensorRun[];
}

/**
 * The model's input, read from the file without a GPU.
 *
 * @throws ModelFormatError when the file is damaged; UnsupportedError when it has several inputs.
 */
export async function readModelInput(model: ModelFile): Promise<ModelInput> {
  const { readModel } = await importLibrary();
  const read = await readModel(model.bytes, { name: model.name }).catch((error: unknown) => {
    throw namingFile(error, model.name, ['model-format']);
  });
  const [name, ...others] = read.graph.inputs;
  if (name === undefined || others.length > 0) {
    throw new UnsupportedError(
      `"${model.name}" has ${read.graph.inputs.length} inputs; \`run\` feeds models that have one.`,
    );
  }
  return { name, shape: inputShape(read, name) };
}

/**
 * Compares a tensor's shape with the model's input; any batch size from 1 is right.
 *
 * @throws InputFileError with the shape that the file has and the one that is wanted.
 */
export function checkInputShape(path: string, tensor: NpyTensor, input: ModelInput): void {
  const [batch = 0] = tensor.shape;
  if (batch >= 1 && sameBesidesBatch(tensor.shape, input.shape)) return;
  const want = `[n, ${input.shape.slice(1).join(', ')}]`;
  throw new InputFileError(
    `"${path}" has shape ${formatShape(tensor.shape)}; input "${input.name}" wants ${want}.`,
  );
}

/** Runs the model on each tensor with the CPU oracle, in this process. */
export async function runOnReference(
  model: ModelFile,
  input: ModelInput,
  tensors: readonly NpyTensor[],
): Promise<TensorRuns> {
  const library = await importLibrary();
  const runs = await inBatchGroups(tensors, async (batch) => {
    const loaded = await library.readModel(model.bytes, { name: model.name, batch });
    return async (tensor) => referenceRun(library, loaded, { [input.name]: tensor.data });
  });
  return { adapter: null, runs };
}

/** Runs the model on each tensor with WebGPU, in Chromium. */
export async function runOnWebgpu(
  model: ModelFile,
  input: ModelInput,
  tensors: readonly NpyTensor[],
  signal: AbortSignal,
): Promise<TensorRuns> {
  return withPage(signal, async (page) => {
    let adapter: AdapterSummary | null = null;
    const runs = await inBatchGroups(tensors, async (batch) => {
      ({ adapter } = await loadModel(page, model, batch));
      return (tensor) => runInPage(page, input.name, tensor);
    });
    return { adapter, runs };
  });
}

/** Loads the model once for each batch size, not once for each tensor; keeps the order of runs. */
async function inBatchGroups(
  tensors: readonly NpyTensor[],
  load: (batch: number) => Promise<(tensor: NpyTensor) => Promise<TensorRun>>,
): Promise<readonly TensorRun[]> {
  const runs: TensorRun[] = [];
  const batches = new Set(tensors.map(({ shape }) => shape[0] ?? 1));
  for (const batch of batches) {
    const run = await load(batch);
    for (const [index, tensor] of tensors.entries()) {
      if (tensor.shape[0] === batch) runs[index] = await run(tensor);
    }
  }
  return runs;
}

async function runInPage(page: ModelPage, input: string, tensor: NpyTensor): Promise<TensorRun> {
  return page.call('run', { inputs: { [input]: page.offer(new Uint8Array(tensor.data.buffer)) } });
}

function referenceRun(
  { runReference }: Library,
  model: Parameters<Library['runReference']>[0],
  inputs: Record<string, Float32Array<ArrayBuffer>>,
): TensorRun {
  const start = performance.now();
  const outputs = runReference(model, inputs);
  return { outputs, durationMs: performance.now() - start };
}
