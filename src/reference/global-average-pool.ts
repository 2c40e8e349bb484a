// Mean over all positions of a feature map.
import { NO_PADS } from '../ir/ops';
import type { Tensor } from '../tensor/tensor';
import { averagePool2d } from './average-pool2d';
import type { Summation } from './sum-of-products';

/** y[n, c] = Σ over h, w of x[n, h, w, c] / (h·w): the average pooling whose window is all of x. */
export function globalAveragePool(
  inputs: readonly Tensor[],
  _attributes?: unknown,
  _outputShapes?: unknown,
  sum?: Summation,
): Tensor[] {
  const [n = 0, h = 0, w = 0, c = 0] = inputs[0]?.shape ?? [];
  const whole = { kernel: [h, w], strides: [1, 1], pads: NO_PADS } as const;
  const attributes = { ...whole, ceilMode: false, countPadding: false };
  return averagePool2d(inputs, attributes, [[n, 1, 1, c]], sum).map((mean) => ({
    ...mean,
    shape: [n, c],
  }));
}
