// From a chosen network to a model on the device; a file that does not say how it sees pictures is taken as ImageNet's are.
import { type LoadedModel, type LoadOptions, type Runtime, readModel } from '../../src/index';
import type { Network } from './networks';

/** A model, and what was assumed of it. */
export interface OpenedModel {
  readonly model: LoadedModel;
  readonly assumption: string | null;
}

const ASSUMPTION =
  'The file does not say how it sees pictures. They are given to it as PyTorch’s ImageNet networks take them: RGB, less ImageNet’s mean, over its deviation.';

/** Loads a network. @throws what `Runtime.load` throws; TensorError for a network that is no classifier of pictures */
export async function openModel(
  runtime: Runtime,
  { source, title }: Network,
  options: LoadOptions,
): Promise<OpenedModel> {
  if (typeof source === 'string') {
    return { model: await runtime.load(source, options), assumption: null };
  }
  const read = await readModel(new Uint8Array(await source.arrayBuffer()), { name: title });
  return {
    model: await runtime.load(read, { ...options, classifier: true }),
    assumption: read.classifier ? null : ASSUMPTION,
  };
}
