// Global max pooling: shaders/global-max-pool.wgsl.
import {
  GLOBAL_POOL_VARIANTS,
  globalPoolGrid,
  globalPoolOverrides,
  globalPoolParams,
} from '../global-pool-call';
import { defineKernel } from '../kernel';
import { alignmentTraits } from '../word-grid';
import { globalMaxPool as shader } from './shaders.gen';

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
