// What classes the best entries of a ranking stand for.
import { GPUFailureError, TensorError } from '../errors';
import { type Graph, valueNamed } from '../ir/graph';
import type { Classifier } from '../ir/model';
import { channelsOf } from '../tensor/tensor';

/** One answer of `classify`. */
export interface Classification {
  /** Class number, from 0, in the model's own order without background. */
  readonly index: number;
  /** The class's name; `class 7` for a model without names. */
  readonly label: string;
  readonly probability: number;
}

/**
 * How many entries of a ranking give `topK` answers: one more where background may be among them.
 * @throws TensorError for a topK that is no number of classes
 */
export function entriesFor(
  topK: number,
  graph: Graph,
  { probabilities, background }: Classifier,
): number {
  const classes = channelsOf(valueNamed(graph, probabilities).shape) - Number(background);
  if (!Number.isInteger(topK) || topK < 1 || topK > classes) {
    throw new TensorError(`topK must be a whole number from 1 to ${classes}, got ${topK}.`);
  }
  return topK + Number(background);
}

/** The best `topK` of a ranking, with names and without background. @throws GPUFailureError when probabilities are not numbers */
export async function nameClasses(
  model: string,
  { labels, background }: Classifier,
  indices: Uint32Array,
  values: Float32Array,
  topK: number,
): Promise<Classification[]> {
  if (values.some((value) => !Number.isFinite(value))) {
    throw new GPUFailureError(
      `"${model}" gave probabilities that are not numbers: its weights or this adapter are at fault.`,
    );
  }
  const names =
    labels === 'imagenet-1000'
      ? (await import('../store/imagenet-labels')).imagenetLabels
      : (labels ?? []);
  const ranking = Array.from(indices, (entry, rank) => {
    const index = entry - Number(background);
    return { index, label: names[index] ?? `class ${index}`, probability: values[rank] ?? 0 };
  });
  return ranking.filter(({ index }) => index >= 0).slice(0, topK);
}
