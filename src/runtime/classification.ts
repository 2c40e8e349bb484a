// How many entries of a ranking give the answers that are asked for.
import { TensorError } from '../errors';
import { type Graph, valueNamed } from '../graph/graph';
import type { Classifier } from '../graph/model';
import type { Picture } from '../image/picture';
import { channelsOf } from '../tensor/tensor';
import type { CallOptions } from './call';

/** One answer of `classify`. */
export interface Classification {
  /** Class number, from 0, in the model's own order without background. */
  readonly index: number;
  /** The class's name; `class 7` for a model without names. */
  readonly label: string;
  readonly probability: number;
}

/** What classifies pictures one by one. */
export interface PictureClassifier {
  /** The best classes of a picture, best first. @throws as `LoadedModel.classify` does */
  classify(
    picture: Picture,
    options: CallOptions & { readonly topK?: number },
  ): Promise<readonly Classification[]>;
}

/** A loaded model, as those see it who ask it about many pictures. */
export interface PictureModel extends PictureClassifier {
  readonly name: string;
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
