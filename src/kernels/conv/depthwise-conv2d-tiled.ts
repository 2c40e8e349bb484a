// Depthwise convolution through workgroup memory: shaders/depthwise-conv2d-tiled.wgsl.
import { ceilDiv, product } from '../../util/math';
import { spanWords } from '../channel-span';
import { depthwiseConv2dTiled as shader } from '../depthwise-shaders.gen';
import { type Call, defineKernel, sole, type Variant, WORKGROUP_WORDS } from '../kernel';
import { coveredBy, windowOverrides, windowTraits } from '../window-call';
import { convParams, isDepthwise } from './conv-call';
import {
  channelMultiplier,
  depthwiseOverrides,
  depthwiseTraits,
  packDepthwiseConstants,
} from './depthwise-call';

const VARIANTS: readonly Variant[] = [
  { tile: '', workgroup: [8, 8], blockK: 0, barriers: true },
  { tile: '', workgroup: [16, 4], blockK: 0, barriers: true },
];

/** Any stride, padding, dilation and channel multiplier; kernels whose tile and halo fit into workgroup memory. */
export const depthwiseConv2dTiled = defineKernel({
  shader,
  ops: ['conv2d'],
  variants: VARIANTS,
  isStaged: true,
  accepts: (call) => isDepthwise(call) && VARIANTS.every((variant) => fits(call, variant)),
  traits: (call) => [...windowTraits(call.attributes), ...depthwiseTraits(call)],
  overrides: (call, variant) => {
    const [HALO_H, HALO_W] = halo(call, variant);
    return {
      ...depthwiseOverrides(call),
      ...windowOverrides(call.attributes),
      WG_X: variant.workgroup[0],
      WG_Y: variant.workgroup[1],
      HALO_H,
      HALO_W,
    };
  },
  params: (call) => ({ ...convParams(call), multiplier: channelMultiplier(call) }),
  workgroups: (call, { workgroup: [x, y] }) => {
    const { shape, span } = sole(call.outputs);
    const [n = 0, oh = 0, ow = 0] = shape;
    return [ceilDiv(ow, x), ceilDiv(oh, y), n * spanWords(span)];
  },
  packConstants: (call) => packDepthwiseConstants(call),
});

function fits(call: Call<'conv2d'>, variant: Variant): boolean {
  return product(halo(call, variant)) <= WORKGROUP_WORDS;
}

/** Rows and columns of x under the windows of a workgroup. */
function halo(call: Call<'conv2d'>, { workgroup: [x, y] }: Variant): readonly [number, number] {
  return coveredBy(call.attributes, [y, x]);
}
