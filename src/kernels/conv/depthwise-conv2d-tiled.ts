// Depthwise convolution through workgroup memory: shaders/depthwise-conv2d-tiled.wgsl.
import type { Window } from '../../ops/window';
import { ceilDiv, product } from '../../util/math';
import { spanWords } from '../channel-span';
import { type Call, defineKernel, sole, type Variant, WORKGROUP_WORDS } from '../kernel';
import { depthwiseConv2dTiled as shader } from '../shaders.gen';
import { windowOverrides, windowTraits } from '../window-call';
import { convParams } from './conv-call';
import {
  channelMultiplier,
  depthwiseOverrides,
  depthwiseTraits,
  isDepthwise,
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
    const [HALO_H, HALO_W] = halo(call.attributes, variant);
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

function fits({ attributes }: Call<'conv2d'>, variant: Variant): boolean {
  return product(halo(attributes, variant)) <= WORKGROUP_WORDS;
}

/** Rows and columns of x under the windows of a workgroup. */
function halo(
  { kernel, strides, dilations }: Window & { readonly dilations: readonly [number, number] },
  { workgroup: [x, y] }: Variant,
): [number, number] {
  return [
    (y - 1) * strides[0] + (kernel[0] - 1) * dilations[0] + 1,
    (x - 1) * strides[1] + (kernel[1] - 1) * dilations[1] + 1,
  ];
}
