// One inference as those who use a model ask for it, to be timed: from a picture where the model takes one, to what they read.

import { valueNamed } from '../graph/graph';
import { type Model, preprocessingOf } from '../graph/model';
import type { PlainPixels } from '../image/plain-pixels';
import { TOP_INDICES, TOP_VALUES } from '../rewrites/append-top-k';
import type { Placed } from './backend';

/** Computes a black picture of the network's own size, or zeros. @throws as `Placed` does */
export async function inferAsUsed(
  model: Model,
  placed: Placed,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { graph } = placed;
  const [input = ''] = graph.inputs;
  const picture = blackPicture(model, valueNamed(graph, input).shape[0]);
  const taken = picture && (await placed.takePicture(picture));
  try {
    const reads = model.classifier
      ? [TOP_INDICES, TOP_VALUES].map((output) => ({ output, count: 1 }))
      : model.graph.outputs.map((output) => ({ output }));
    await placed.run(taken ? { [input]: taken } : {}, reads, signal);
  } finally {
    taken?.close();
  }
}

/** Null for a network that takes none, or several at once. */
function blackPicture(model: Model, batch: number | undefined): PlainPixels | null {
  const preprocessing = preprocessingOf(model);
  if (!preprocessing || batch !== 1) return null;
  const { width, height } = preprocessing.crop;
  return { width, height, data: new Uint8Array(3 * width * height) };
}
