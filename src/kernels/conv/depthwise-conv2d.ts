// Depthwise convolution from registers: shaders/depthwise-conv2d.wgsl.
import { ceilDiv } from '../../util/math';
import { activationParams } from '../activation-call';
import { spanWords } from '../channel-span';
import { depthwiseConv2d as shader } from '../depthwise-shaders.gen';
import { type Call, defineKernel, foldGrid, sole, type Variant } from '../kernel';
import { windowTraits } from '../window-call';
import { isDepthwise } from './conv-call';
import {
  channelMultiplier,
  depthwiseOverrides,
  depthwiseTraits,
  packDepthwiseConstants,
} from './depthwise-call';

/** Output pixels of one invocation, as the shader writes them out. */
const BLOCK = 4;

/** Any kernel, stride, padding, dilation and channel multiplier; 4 pixels along a row or a column at a time. */
export const depthwiseConv2d = defineKernel({
  shader,
  ops: ['conv2d'],
  variants: (['row', 'column'] as const).map((axis) => ({
    tile: '',
    workgroup: [64, 1] as const,
    blockK: 0,
    axis,
  })),
  accepts: isDepthwise,
  traits: (call) => [...windowTraits(call.attributes), ...depthwiseTraits(call)],
  overrides: (call, variant) => {
    const { kernel, strides, dilations } = call.attributes;
    const [K_ALONG, K_ACROSS] = axes(kernel, variant);
    const [S_ALONG, S_ACROSS] = axes(strides, variant);
    const [D_ALONG, D_ACROSS] = axes(dilations, variant);
    const window = { K_ALONG, K_ACROSS, S_ALONG, S_ACROSS, D_ALONG, D_ACROSS };
    return { ...depthwiseOverrides(call), ...window, BLOCK, WG: variant.workgroup[0] };
  },
  params: (call, variant) => {
    const [x, y] = [sole(call.inputs), sole(call.outputs)];
    const [images = 0, h = 0, w = 0] = x.shape;
    const [, oh = 0, ow = 0] = y.shape;
    const { pads, activation } = call.attributes;
    return {
      x: x.span,
      y: y.span,
      activation: activationParams(activation),
      in_size: axes([h, w], variant),
      out_size: axes([oh, ow], variant),
      pad: axes([pads.top, pads.left], variant),
      in_step: axes([w, 1], variant),
      out_step: axes([ow, 1], variant),
      images,
      multiplier: channelMultiplier(call),
    };
  },
  workgroups: (call, variant) =>
    foldGrid(ceilDiv(invocations(call, variant), variant.workgroup[0])),
  packConstants: (call, { axis }) => packDepthwiseConstants(call, axis === 'column'),
});

/** [vertical, horizontal] → [along, across] the variant's blocks. */
function axes(
  [vertical, horizontal]: readonly [number, number],
  { axis }: Variant,
): readonly [number, number] {
  return axis === 'row' ? [horizontal, vertical] : [vertical, horizontal];
}

function invocations(call: Call<'conv2d'>, variant: Variant): number {
  const { shape, span } = sole(call.outputs);
  const [n = 0, oh = 0, ow = 0] = shape;
  const [along, across] = axes([oh, ow], variant);
  return ceilDiv(along, BLOCK) * across * n * spanWords(span);
}
