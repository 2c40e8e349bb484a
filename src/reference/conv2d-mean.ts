// Pointwise convolution and the mean over its pixels: the two ops one after the other.
import { type Activation, POINTWISE } from '../ir/ops';
import type { Tensor } from '../tensor/tensor';
import { conv2d } from './conv2d';
import { globalAveragePool } from './global-average-pool';

/** y[n, k] = the mean over h and w of act(b[k] + Σ_c w[k, c] · x[n, h, w, c]), rounded to float32 before the mean. */
export function conv2dMean(
  inputs: readonly Tensor[],
  { activation }: { readonly activation: Activation },
): Tensor[] {
  const [n = 0, h = 0, w = 0] = inputs[0]?.shape ?? [];
  const [k = 0] = inputs[1]?.shape ?? [];
  return globalAveragePool(conv2d(inputs, { ...POINTWISE, activation }, [[n, h, w, k]]));
}
