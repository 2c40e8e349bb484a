// Sums, smallest numbers and products over feature maps: shaders/global-reduction.wgsl.
import { furtherCodes, globalReduction as shader } from '../further-shaders.gen';
import { defineKernel } from '../kernel';
import { alignmentTraits } from '../word-grid';
import {
  GLOBAL_POOL_VARIANTS,
  globalPoolGrid,
  globalPoolOverrides,
  globalPoolParams,
} from './global-pool-call';

const CODES = {
  sum: furtherCodes.REDUCTION_SUM,
  min: furtherCodes.REDUCTION_MIN,
  product: furtherCodes.REDUCTION_PRODUCT,
} as const;

/** Over height and width. */
export const globalReduction = defineKernel({
  shader,
  ops: ['global-reduction'],
  variants: GLOBAL_POOL_VARIANTS,
  traits: (call) => [call.attributes.function, ...alignmentTraits(call)],
  overrides: (call, variant) => ({
    ...globalPoolOverrides(call, variant),
    REDUCTION: CODES[call.attributes.function],
  }),
  params: globalPoolParams,
  workgroups: globalPoolGrid,
});
