// The registry: one line per kernel. It drives selection, e2e/kernels.spec.ts and the kernel benchmark.
import { biasActivation } from './bias-activation';
import { conv2dDirect } from './conv2d-direct';
import { conv2dPointwise } from './conv2d-pointwise';
import { conv2dPointwiseTiled } from './conv2d-pointwise-tiled';
import { conv2dTiled } from './conv2d-tiled';
import { globalAveragePool } from './global-average-pool';
import type { Kernel } from './kernel';
import { maxPool2d } from './max-pool2d';
import { softmax } from './softmax';
import { topK } from './top-k';

/** Every kernel, the more special before the more general. */
export const KERNELS: readonly Kernel[] = [
  conv2dPointwise,
  conv2dPointwiseTiled,
  conv2dDirect,
  conv2dTiled,
  maxPool2d,
  globalAveragePool,
  softmax,
  topK,
  biasActivation,
];
