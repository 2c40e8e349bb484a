// Softmax and the k largest probabilities: the two ops one after the other.
import type { Tensor } from '../tensor/tensor';
import { softmax } from './softmax';
import { topK } from './top-k';

/** Probabilities [n, c]; of them values [n, k] and indices [n, k], largest first, ties by lower index. */
export function softmaxTopK(
  inputs: readonly Tensor[],
  attributes: { readonly k: number },
): Tensor[] {
  const probabilities = softmax(inputs);
  return [...probabilities, ...topK(probabilities, attributes)];
}
