// Pointwise convolution and the mean over its pixels: the two ops one after the other.
import { type Activation, NO_PADS } from '../ir/ops';
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
  return globalAveragePool(conv2d(inputs, pointwise(activation), [[n, h, w, k]]));
}

/** The attributes of its convolution. */
export function pointwise(activation: Activation) {
  const window = { kernel: [1, 1], strides: [1, 1], dilations: [1, 1], pads: NO_PADS } as const;
  return { ...window, groups: 1, activation };
}
