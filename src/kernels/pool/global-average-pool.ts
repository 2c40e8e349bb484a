// Global average pooling: shaders/global-average-pool.wgsl.

import { defineKernel } from '../kernel';
import { globalAveragePool as shader } from '../shaders.gen';
import { alignmentTraits } from '../word-grid';
import {
  GLOBAL_POOL_VARIANTS,
  globalPoolGrid,
  globalPoolOverrides,
  globalPoolParams,
} from './global-pool-call';

/** The mean over height and width. */
export const globalAveragePool = defineKernel({
  shader,
  ops: ['global-average-pool'],
  variants: GLOBAL_POOL_VARIANTS,
  traits: alignmentTraits,
  overrides: globalPoolOverrides,
  params: globalPoolParams,
  workgroups: globalPoolGrid,
});
