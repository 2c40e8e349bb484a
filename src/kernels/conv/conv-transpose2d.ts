// Transposed convolution: shaders/conv-transpose2d.wgsl.
import { ceilDiv } from '../../util/math';
import { activationCode, activationParams, activationTraits } from '../activation-call';
import { mergesLanes, spanWords } from '../channel-span';
import { convTranspose2d as shader } from '../further-shaders.gen';
import { type Call, defineKernel, foldGrid, sole, weightsFirst } from '../kernel';
import { windowOverrides, windowTraits } from '../window-call';
import { bandWeights, bandWords, type GroupSize } from './band-packing';
import { packBias } from './conv-packing';

/** Output pixels of one invocation. */
const TILE = 4;

/** Any kernel, stride, dilation and size; groups of any size. */
export const convTranspose2d = defineKernel({
  shader,
  ops: ['conv-transpose2d'],
  variants: [
    { tile: '', workgroup: [64, 1], blockK: 0 },
    { tile: '', workgroup: [16, 1], blockK: 0 },
  ],
  accepts: (call) => call.constants.length > 0,
  traits: (call) => [
    ...windowTraits(windowOf(call)),
    ...activationTraits(call.attributes.activation),
    ...(mergesLanes(call) ? ['unaligned'] : []),
  ],
  overrides: (call, { workgroup }) => ({
    TILE,
    WG: workgroup[0],
    ACTIVATION: activationCode(call.attributes.activation),
    UNALIGNED: Number(mergesLanes(call)),
    ...windowOverrides(windowOf(call)),
  }),
  params: (call) => {
    const [x, y] = [sole(call.inputs), sole(call.outputs)];
    const { crop, strides, activation } = call.attributes;
    const { inputs, outputs } = groupSize(call);
    const [, oh = 0, ow = 0] = y.shape;
    return {
      x: x.span,
      y: y.span,
      activation: activationParams(activation),
      in_hw: [x.shape[1] ?? 0, x.shape[2] ?? 0] as const,
      out_hw: [oh, ow] as const,
      crop: [crop[0] ?? 0, crop[1] ?? 0] as const,
      tiles: tilesOf(call),
      lines: (y.shape[0] ?? 0) * oh * strides[1],
      group_inputs: inputs,
      group_outputs: outputs,
      band: bandWords(x.span, y.span, groupSize(call)),
    };
  },
  workgroups: (call, { workgroup }) => {
    const { shape, span } = sole(call.outputs);
    const [n = 0, oh = 0] = shape;
    const tiles = n * oh * call.attributes.strides[1] * tilesOf(call);
    return foldGrid(ceilDiv(tiles * spanWords(span), workgroup[0]));
  },
  packConstants: (call) => {
    const [weights, bias] = weightsFirst(call);
    const y = sole(call.outputs).span;
    return [bandWeights(weights, sole(call.inputs).span, y, groupSize(call)), packBias(bias, y, 1)];
  },
});

/** Tiles of the columns that are a stride apart. */
function tilesOf(call: Call<'conv-transpose2d'>): number {
  const [, , ow = 0] = sole(call.outputs).shape;
  return ceilDiv(ceilDiv(ow, call.attributes.strides[1]), TILE);
}

function windowOf({ attributes }: Call<'conv-transpose2d'>) {
  const { kernel, strides, dilations } = attributes;
  return { kernel, strides, dilations };
}

function groupSize({ attributes, inputs, outputs }: Call<'conv-transpose2d'>): GroupSize {
  const channels = (operands: typeof inputs) => sole(operands).shape.at(-1) ?? 1;
  return {
    groups: attributes.groups,
    inputs: channels(inputs) / attributes.groups,
    outputs: channels(outputs) / attributes.groups,
  };
}
