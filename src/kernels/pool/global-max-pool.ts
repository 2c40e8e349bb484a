// Global max pooling: shaders/global-max-pool.wgsl.

import { globalMaxPool as shader } from '../further-shaders.gen';
import { defineKernel } from '../kernel';
import { alignmentTraits } from '../word-grid';
import {
  GLOBAL_POOL_VARIANTS,
  globalPoolGrid,
  globalPoolOverrides,
  globalPoolParams,
} from './global-pool-call';

/** The largest number over height and width. */
export const globalMaxPool = defineKernel({
  shader,
  ops: ['global-max-pool'],
  variants: GLOBAL_POOL_VARIANTS,
  traits: alignmentTraits,
  overrides: globalPoolOverrides,
  params: globalPoolParams,
  workgroups: globalPoolGrid,
});
