// The registry: one line per kernel. Here those that ordinary networks need, which every page loads; rare/index.ts has all.
import { averagePool2d } from './average-pool2d';
import { binary } from './binary';
import { conv2dDirect } from './conv2d-direct';
import { conv2dDirectC3 } from './conv2d-direct-c3';
import { conv2dPointwise } from './conv2d-pointwise';
import { conv2dPointwiseSplit } from './conv2d-pointwise-split';
import { conv2dPointwiseTiled } from './conv2d-pointwise-tiled';
import { conv2dTiled } from './conv2d-tiled';
import { depthwiseConv2d } from './depthwise-conv2d';
import { depthwiseConv2dTiled } from './depthwise-conv2d-tiled';
import { fullyConnected } from './fully-connected';
import { globalAveragePool } from './global-average-pool';
import type { Kernel } from './kernel';
import { maxPool2d } from './max-pool2d';
import { scaleShift } from './scale-shift';
import { softmax } from './softmax';
import { topK } from './top-k';
import { winogradInput } from './winograd-input';
import { winogradMultiply } from './winograd-multiply';
import { winogradOutput } from './winograd-output';

/** The kernels of ordinary networks, the more special before the more general. */
export const KERNELS: readonly Kernel[] = [
  fullyConnected,
  conv2dPointwise,
  conv2dPointwiseTiled,
  conv2dPointwiseSplit,
  conv2dDirectC3,
  conv2dDirect,
  conv2dTiled,
  depthwiseConv2d,
  depthwiseConv2dTiled,
  winogradInput,
  winogradMultiply,
  winogradOutput,
  maxPool2d,
  averagePool2d,
  globalAveragePool,
  softmax,
  topK,
  binary,
  scaleShift,
];
