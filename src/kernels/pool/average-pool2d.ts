// Average pooling: shaders/average-pool2d.wgsl.
import { defineKernel } from '../kernel';
import { averagePool2d as shader } from '../shaders.gen';
import { windowParams } from '../window-call';
import { POOL_VARIANTS, poolGrid, poolOverrides, poolTraits } from './pool-call';

/** Any kernel, stride and padding; padding counts or does not. */
export const averagePool2d = defineKernel({
  shader,
  ops: ['average-pool2d'],
  variants: POOL_VARIANTS,
  traits: (call) => [...poolTraits(call), ...(call.attributes.countPadding ? ['padded'] : [])],
  overrides: (call, variant) => ({
    ...poolOverrides(call, variant),
    COUNT_PADDING: Number(call.attributes.countPadding),
  }),
  params: (call) => {
    const { bottom, right } = call.attributes.pads;
    return { ...windowParams(call), pad_end: [bottom, right] as const };
  },
  workgroups: poolGrid,
});
