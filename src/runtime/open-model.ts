// What users load from → a model: by name, by URL while it downloads, from bytes, or as it was built.
import { TensorError } from '../errors';
import { valueNamed } from '../graph/graph';
import { loadOpsOf } from '../graph/load-ops';
import type { Model } from '../graph/model';
import type { LoadOptions, ModelSource } from './load-options';
import { readModel } from './read-model';

/** Gets and reads what a model is loaded from. @throws what `load` throws before there is a device */
export async function openModel(
  source: ModelSource,
  options: LoadOptions,
): Promise<{ model: Model; byteLength: number }> {
  const { model, byteLength } = await readSource(source, options);
  await loadOpsOf(model.graph);
  const { classifier, preprocessing } = options;
  if (!classifier && !preprocessing) return { model, byteLength };
  const { asClassifier, forPictures } = await import('../models/as-classifier');
  const named = classifier ? asClassifier(model, classifier === true ? {} : classifier) : model;
  return { model: preprocessing ? forPictures(named, preprocessing) : named, byteLength };
}

async function readSource(
  source: ModelSource,
  options: LoadOptions,
): Promise<{ model: Model; byteLength: number }> {
  if (isModel(source)) {
    refuseOtherBatch(source, options.batch);
    return { model: { ...source, name: options.name ?? source.name }, byteLength: 0 };
  }
  const download = source instanceof ReadableStream ? source : urlOf(source);
  if (download !== null) {
    const { readDownload } = await import('./read-download');
    return readDownload(download, {
      ...options,
      name: options.name ?? (typeof download === 'string' ? download : 'model'),
    });
  }
  const { name, bytes } = await fetchModel(source as Given, options);
  const model = await readModel(bytes, { ...options, name: options.name ?? name });
  return { model, byteLength: model.byteLength ?? bytes.byteLength };
}

/** A built network has its batch already. @throws TensorError when another one is asked for */
function refuseOtherBatch({ name, graph }: Model, batch: number | undefined): void {
  const own = valueNamed(graph, graph.inputs[0] ?? '').shape[0];
  if (batch === undefined || batch === own) return;
  throw new TensorError(
    `"${name}" was built for a batch of ${own}; give the batch of ${batch} to the function that builds it.`,
  );
}

function isModel(source: ModelSource): source is Model {
  return typeof source === 'object' && 'graph' in source;
}

/** What neither was built nor is a download. */
type Given = Exclude<ModelSource, Model | ReadableStream | URL>;

async function fetchModel(
  source: Given,
  options: LoadOptions,
): Promise<{ name: string; bytes: Uint8Array }> {
  if (source instanceof Uint8Array) return { name: 'model', bytes: source };
  if (source instanceof ArrayBuffer) return { name: 'model', bytes: new Uint8Array(source) };
  if (source instanceof Blob) {
    const name = 'name' in source ? String(source.name) : 'model';
    return { name, bytes: new Uint8Array(await source.arrayBuffer()) };
  }
  const { fetchNamedModel } = await import('../store/named-model');
  return { name: source, bytes: await fetchNamedModel(source, options) };
}

/** Manifest names have no slash; URLs, relative ones too, do. */
function urlOf(source: ModelSource): string | null {
  if (source instanceof URL) return source.href;
  return typeof source === 'string' && source.includes('/') ? source : null;
}
