// Max pooling: shaders/max-pool2d.wgsl.
import { defineKernel } from '../kernel';
import { maxPool2d as shader } from '../shaders.gen';
import { windowParams } from '../window-call';
import { POOL_VARIANTS, poolGrid, poolOverrides, poolTraits } from './pool-call';

/** Any kernel, stride and padding; output size rounded down or up. */
export const maxPool2d = defineKernel({
  shader,
  ops: ['max-pool2d'],
  variants: POOL_VARIANTS,
  traits: poolTraits,
  overrides: poolOverrides,
  params: windowParams,
  workgroups: poolGrid,
});
