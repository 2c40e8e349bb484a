// The registry: one line per kernel. It drives selection, e2e/kernels.spec.ts and the kernel benchmark.
import { averagePool2d } from './average-pool2d';
import { biasActivation } from './bias-activation';
import { binary } from './binary';
import { conv2dDirect } from './conv2d-direct';
import { conv2dPointwise } from './conv2d-pointwise';
import { conv2dPointwiseTiled } from './conv2d-pointwise-tiled';
import { conv2dTiled } from './conv2d-tiled';
import { depthwiseConv2d } from './depthwise-conv2d';
import { depthwiseConv2dTiled } from './depthwise-conv2d-tiled';
import { fullyConnected } from './fully-connected';
import { globalAveragePool } from './global-average-pool';
import type { Kernel } from './kernel';
import { localResponseNorm } from './local-response-norm';
import { maxPool2d } from './max-pool2d';
import { pad2d } from './pad2d';
import { reshape } from './reshape';
import { softmax } from './softmax';
import { topK } from './top-k';

/** Every kernel, the more special before the more general. */
export const KERNELS: readonly Kernel[] = [
  conv2dPointwise,
  conv2dPointwiseTiled,
  conv2dDirect,
  conv2dTiled,
  depthwiseConv2d,
  depthwiseConv2dTiled,
  fullyConnected,
  maxPool2d,
  averagePool2d,
  globalAveragePool,
  softmax,
  topK,
  binary,
  biasActivation,
  localResponseNorm,
  pad2d,
  reshape,
];
