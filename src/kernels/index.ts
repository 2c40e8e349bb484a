// The registry: one line per kernel. It drives selection, e2e/kernels.spec.ts and the kernel benchmark.
import { asStrided } from './as-strided';
import { averagePool2d } from './average-pool2d';
import { binary } from './binary';
import { conv2dDirect } from './conv2d-direct';
import { conv2dDirectC3 } from './conv2d-direct-c3';
import { conv2dGrouped } from './conv2d-grouped';
import { conv2dMean } from './conv2d-mean';
import { conv2dPointwise } from './conv2d-pointwise';
import { conv2dPointwiseSplit } from './conv2d-pointwise-split';
import { conv2dPointwiseTiled } from './conv2d-pointwise-tiled';
import { conv2dTiled } from './conv2d-tiled';
import { depthwiseConv2d } from './depthwise-conv2d';
import { depthwiseConv2dTiled } from './depthwise-conv2d-tiled';
import { fireExpand } from './fire-expand';
import { fullyConnected } from './fully-connected';
import { globalAveragePool } from './global-average-pool';
import { globalMaxPool } from './global-max-pool';
import type { Kernel } from './kernel';
import { localResponseNorm } from './local-response-norm';
import { matmul } from './matmul';
import { maxPool2d } from './max-pool2d';
import { pad2d } from './pad2d';
import { resize2d } from './resize2d';
import { scaleShift } from './scale-shift';
import { softmax } from './softmax';
import { softmaxTopK } from './softmax-top-k';
import { topK } from './top-k';
import { winogradInput } from './winograd-input';
import { winogradInput4x4 } from './winograd-input-4x4';
import { winogradMultiply } from './winograd-multiply';
import { winogradOutput } from './winograd-output';
import { winogradOutput4x4 } from './winograd-output-4x4';

/** Every kernel, the more special before the more general. */
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
  conv2dGrouped,
  fireExpand,
  winogradInput,
  winogradInput4x4,
  winogradMultiply,
  winogradOutput,
  winogradOutput4x4,
  matmul,
  maxPool2d,
  averagePool2d,
  conv2dMean,
  globalAveragePool,
  globalMaxPool,
  softmax,
  topK,
  softmaxTopK,
  binary,
  scaleShift,
  localResponseNorm,
  pad2d,
  resize2d,
  asStrided,
];
