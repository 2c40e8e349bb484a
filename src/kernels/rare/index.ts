// The registry of all kernels, those too that few networks need: one line per kernel. A chunk of its own, loaded for a graph
// that needs it, and by tuning.
import { KERNELS } from '../index';
import type { Kernel } from '../kernel';
import { asStrided } from './as-strided';
import { conv2dGrouped } from './conv2d-grouped';
import { conv2dMean } from './conv2d-mean';
import { fire } from './fire';
import { fireExpand } from './fire-expand';
import { globalMaxPool } from './global-max-pool';
import { localResponseNorm } from './local-response-norm';
import { matmul } from './matmul';
import { pad2d } from './pad2d';
import { resize2d } from './resize2d';
import { softmaxTopK } from './softmax-top-k';
import { winogradInput4x4 } from './winograd-input-4x4';
import { winogradOutput4x4 } from './winograd-output-4x4';

/** Every kernel, the common ones first. It drives tuning, e2e/kernels.spec.ts and the kernel benchmark. */
export const ALL_KERNELS: readonly Kernel[] = [
  ...KERNELS,
  conv2dGrouped,
  fireExpand,
  fire,
  winogradInput4x4,
  winogradOutput4x4,
  matmul,
  conv2dMean,
  globalMaxPool,
  softmaxTopK,
  localResponseNorm,
  pad2d,
  resize2d,
  asStrided,
];
