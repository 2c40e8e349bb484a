// What classes the best entries of a ranking stand for.
import { GPUFailureError, TensorError } from '../errors';
import { type Graph, valueNamed } from '../graph/graph';
import type { Classifier } from '../graph/model';
import { channelsOf } from '../tensor/tensor';

/** One answer of `classify`. */
export interface Classification {
  /** Class number, from 0, in the model's own order without background. */
  readonly index: number;
  /** The class's name; `class 7` for a model without names. */
  readonly label: string;
  readonly probability: number;
}

/** How many answers there are by default, of networks that have as many classes. */
const DEFAULT_TOP_K = 5;

/**
 * How many entries of a ranking give `topK` answers: one more where background may be among them.
 * @throws TensorError for a topK that is no number of classes
 */
export function entriesFor(
  topK: number | undefined,
  graph: Graph,
  { probabilities, background }: Classifier,
): number {
  const classes = channelsOf(valueNamed(graph, probabilities).shape) - Number(background);
  const answers = topK ?? Math.min(DEFAULT_TOP_K, classes);
  if (!Number.isInteger(answers) || answers < 1 || answers > classes) {
    throw new TensorError(`topK must be a whole number from 1 to ${classes}, got ${answers}.`);
  }
  return answers + Number(background);
}

/**
 * The answers that the best entries of a ranking give, as many as `entriesFor` was asked for: with names and without background.
 * @throws GPUFailureError when probabilities are not numbers
 */
export async function nameClasses(
  model: string,
  { labels, background }: Classifier,
  indices: Uint32Array,
  values: Float32Array,
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
  return ranking.filter(({ index }) => index >= 0).slice(0, indices.length - Number(background));
}
