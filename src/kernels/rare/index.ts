// The registry of all kernels, those too that few networks need: one line per kernel. A chunk of its own, loaded for a graph
// that needs it, and by tuning.
import { KERNELS } from '../index';
import type { Kernel } from '../kernel';
import { asStrided } from './as-strided';
import { conv2dGrouped } from './conv2d-grouped';
import { fire } from './fire';
import { fireExpand } from './fire-expand';
import { globalMaxPool } from './global-max-pool';
import { localResponseNorm } from './local-response-norm';
import { matmul } from './matmul';
import { pad2d } from './pad2d';
import { resize2d } from './resize2d';
import { separableConv2d } from './separable-conv2d';
import { winogradInput6x6 } from './winograd-input-6x6';
import { winogradInputStrided } from './winograd-input-strided';
import { winogradOutput6x6 } from './winograd-output-6x6';

/** Every kernel, the common ones first. It drives tuning, e2e/kernels.spec.ts and the kernel benchmark. */
export const ALL_KERNELS: readonly Kernel[] = [
  ...KERNELS,
  conv2dGrouped,
  fireExpand,
  fire,
  separableConv2d,
  winogradInput6x6,
  winogradInputStrided,
  winogradOutput6x6,
  matmul,
  globalMaxPool,
  localResponseNorm,
  pad2d,
  resize2d,
  asStrided,
];
