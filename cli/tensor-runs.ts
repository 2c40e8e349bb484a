// Runs of one model on raw tensors, in a page or by the CPU reference.
import { aside } from './aside';
import type { BackendSettings, LoadedThere } from './backend';
import { inBatchGroups, type TensorRun } from './batch-groups';
import type { Feed } from './feeds';
import { type Host, withPage } from './host';
import type { ModelFile } from './model-file';
import type { ModelPage } from './model-page';
import { loadModel } from './page-steps';

/** All runs of a command, in the order of its inputs. */
export interface TensorRuns {
  /** What computed them; null for the reference. */
  readonly loaded: LoadedThere | null;
  readonly runs: readonly TensorRun[];
}

/** Runs the model on each feed with the CPU oracle, in this process. */
export async function runOnReference(
  model: ModelFile,
  feeds: readonly Feed[],
  signal: AbortSignal,
): Promise<TensorRuns> {
  return { loaded: null, runs: await aside(signal, 'runOnReference', model, feeds) };
}

/** Runs the model on each feed in a page. */
export async function runOnPage(
  model: ModelFile,
  feeds: readonly Feed[],
  { host, runtime }: { readonly host: Host; readonly runtime: BackendSettings },
  signal: AbortSignal,
): Promise<TensorRuns> {
  return withPage(host, signal, async (page) => {
    let loaded: LoadedThere | null = null;
    const runs = await inBatchGroups(feeds, async (batch) => {
      loaded = await loadModel(page, model, { batch, runtime });
      return (feed) => runInPage(page, feed);
    });
    return { loaded, runs };
  });
}

async function runInPage(page: ModelPage, { tensors }: Feed): Promise<TensorRun> {
  const inputs = tensors.map(({ name, data }) => {
    return { name, url: page.offer(new Uint8Array(data.buffer)) };
  });
  return page.call('run', { inputs, picture: null });
}
