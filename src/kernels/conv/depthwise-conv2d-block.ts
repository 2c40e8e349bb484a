// Depthwise convolution down blocks of columns, for software adapters: shaders/depthwise-conv2d-block.wgsl.
import { ceilDiv } from '../../util/math';
import { activationParams } from '../activation-call';
import { spanWords } from '../channel-span';
import { type Call, defineKernel, foldGrid, sole } from '../kernel';
import { depthwiseConv2dBlock as shader } from '../software-shaders.gen';
import { windowParams, windowTraits } from '../window-call';
import { isDepthwise } from './conv-call';
import {
  depthwiseOverrides,
  depthwiseTraits,
  gathersLanes,
  packDepthwiseConstants,
} from './depthwise-call';

/** Output columns of one invocation, as the shader writes them out. */
const BLOCK_W = 4;

/**
 * Output rows of one invocation. SwiftShader takes 1.7 to 2.9 times less than by 4 pixels of one row, on maps of 7×7 to 112×112
 * pixels: with 14 rows 1.7 to 2.2, with whole columns 1.7 to 3.0, which would leave a CPU of many cores little to share
 * [measured with two cores]. It compiles as long.
 */
const BLOCK_H = 28;

/** Dense windows of 3×3 with stride 1, of which each channel of x has one, in the same lane of y. */
export const depthwiseConv2dBlock = defineKernel({
  shader,
  ops: ['conv2d'],
  // A GPU has too few of such blocks to fill it.
  variants: [{ tile: '', workgroup: [16, 1], blockK: 0, only: 'software' }],
  accepts: (call) => {
    const { kernel, strides, dilations } = call.attributes;
    const isDense = kernel.every((side) => side === 3) && [...strides, ...dilations].every(isOne);
    return isDense && isDepthwise(call) && !gathersLanes(call);
  },
  traits: (call) => [...windowTraits(call.attributes), ...depthwiseTraits(call)],
  overrides: (call, { workgroup: [WG] }) => {
    const { ACTIVATION, UNALIGNED } = depthwiseOverrides(call);
    return { ACTIVATION, UNALIGNED, BLOCK_H, WG };
  },
  params: (call) => ({
    ...windowParams(call),
    activation: activationParams(call.attributes.activation),
    images: sole(call.inputs).shape[0] ?? 0,
  }),
  workgroups: (call, { workgroup: [WG] }) => foldGrid(ceilDiv(invocations(call), WG)),
  packConstants: (call) => packDepthwiseConstants(call),
});

function isOne(step: number): boolean {
  return step === 1;
}

function invocations(call: Call<'conv2d'>): number {
  const { shape, span } = sole(call.outputs);
  const [n = 0, oh = 0, ow = 0] = shape;
  return ceilDiv(oh, BLOCK_H) * ceilDiv(ow, BLOCK_W) * n * spanWords(span);
}
