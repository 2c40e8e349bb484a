// Runs of one model on raw tensors, on the GPU or by the CPU reference.
import { aside } from './aside';
import { inBatchGroups, type TensorRun } from './batch-groups';
import type { Feed } from './feeds';
import { type Host, withPage } from './host';
import type { ModelFile } from './model-file';
import type { ModelPage } from './model-page';
import type { AdapterSummary } from './page-session';
import { loadModel } from './page-steps';

/** What computes: WGSL kernels on an adapter, or the plain CPU oracle. */
export type Backend = 'webgpu' | 'reference';

/** All runs of a command, in the order of its inputs. */
export interface TensorRuns {
  /** Null for the reference, which needs none. */
  readonly adapter: AdapterSummary | null;
  readonly runs: readonly TensorRun[];
}

/** Runs the model on each feed with the CPU oracle, in this process. */
export async function runOnReference(
  model: ModelFile,
  feeds: readonly Feed[],
  signal: AbortSignal,
): Promise<TensorRuns> {
  return { adapter: null, runs: await aside(signal, 'runOnReference', model, feeds) };
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

async function runInPage(page: ModelPage, { tensors }: Feed): Promise<TensorRun> {
  const inputs = tensors.map(({ name, data }) => {
    return { name, url: page.offer(new Uint8Array(data.buffer)) };
  });
  return page.call('run', { inputs, picture: null });
}
