// Runs of one model on raw tensors, on the GPU or by the CPU reference.
import { namingFile } from './failures';
import type { Feed, ModelInput } from './feeds';
import { type Host, withPage } from './host';
import type { ModelFile } from './model-file';
import type { ModelPage } from './model-page';
import { importLibrary, type Library } from './package-root';
import type { AdapterSummary, PageTensor } from './page-session';
import { loadModel } from './page-steps';
import { inputShape } from './shapes';

/** What computes: WGSL kernels on an adapter, or the plain CPU oracle. */
export type Backend = 'webgpu' | 'reference';

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
 * The model's inputs, read from the file without a GPU.
 *
 * @throws ModelFormatError when the file is damaged.
 */
export async function readModelInputs(model: ModelFile): Promise<ModelInput[]> {
  const { readModel } = await importLibrary();
  const read = await readModel(model.bytes, { name: model.name }).catch((error: unknown) => {
    throw namingFile(error, model.name, ['model-format']);
  });
  return read.graph.inputs.map((name) => ({ name, shape: inputShape(read, name) }));
}

/** Runs the model on each feed with the CPU oracle, in this process. */
export async function runOnReference(
  model: ModelFile,
  feeds: readonly Feed[],
): Promise<TensorRuns> {
  const library = await importLibrary();
  const runs = await inBatchGroups(feeds, async (batch) => {
    const loaded = await library.readModel(model.bytes, { name: model.name, batch });
    return async ({ tensors }) => {
      const inputs = Object.entries(tensors).map(([name, { data }]) => [name, data]);
      return referenceRun(library, loaded, Object.fromEntries(inputs));
    };
  });
  return { adapter: null, runs };
}

/** Runs the model on each feed with WebGPU. */
export async function runOnWebgpu(
  model: ModelFile,
  feeds: readonly Feed[],
  host: Host,
  signal: AbortSignal,
): Promise<TensorRuns> {
  return withPage(host, signal, async (page) => {
    let adapter: AdapterSummary | null = null;
    const runs = await inBatchGroups(feeds, async (batch) => {
      ({ adapter } = await loadModel(page, model, { batch }));
      return (feed) => runInPage(page, feed);
    });
    return { adapter, runs };
  });
}

/** Loads the model once for each batch size, not once for each feed; keeps the order of runs. */
async function inBatchGroups(
  feeds: readonly Feed[],
  load: (batch: number) => Promise<(feed: Feed) => Promise<TensorRun>>,
): Promise<readonly TensorRun[]> {
  const runs: TensorRun[] = [];
  for (const batch of new Set(feeds.map((feed) => feed.batch))) {
    const run = await load(batch);
    for (const [index, feed] of feeds.entries()) {
      if (feed.batch === batch) runs[index] = await run(feed);
    }
  }
  return runs;
}

async function runInPage(page: ModelPage, { tensors }: Feed): Promise<TensorRun> {
  const inputs = Object.entries(tensors).map(([name, { data }]) => {
    return [name, page.offer(new Uint8Array(data.buffer))];
  });
  return page.call('run', { inputs: Object.fromEntries(inputs) });
}

async function referenceRun(
  { runReference }: Library,
  model: Parameters<Library['runReference']>[0],
  inputs: Record<string, Float32Array<ArrayBuffer>>,
): Promise<TensorRun> {
  const start = performance.now();
  const outputs = await runReference(model, inputs);
  return { outputs, durationMs: performance.now() - start };
}
