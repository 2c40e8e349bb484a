// Depthwise and pointwise convolution in one dispatch: shaders/separable-conv2d.wgsl.
import { separableParts } from '../../ops/conv/separable-conv2d';
import { isBounds } from '../../ops/elementwise/functions';
import { channelsOf } from '../../tensor/tensor';
import { activationParams } from '../activation-call';
import { separableConv2d as shader } from '../further-shaders.gen';
import { type Call, defineKernel, type Operand, sole, type Variant } from '../kernel';
import { windowOverrides, windowTraits } from '../window-call';
import {
  convParams,
  epilogueOverrides,
  epilogueTraits,
  packConvConstants,
  TILED_VARIANTS,
  tileGrid,
} from './conv-call';
import { packDepthwiseConstants } from './depthwise-call';

/** Those of matrix products, and one whose workgroups have twice as many words of y, and so compute the map half as often. */
const VARIANTS: readonly Variant[] = [
  ...TILED_VARIANTS,
  { tile: '4x4', workgroup: [8, 8], blockK: 4, barriers: true },
];

/**
 * Weights and biases are constants, the map is limited to bounds if to anything; any window and activation of y; x and y
 * anywhere in wider buffers.
 */
export const separableConv2d = defineKernel({
  shader,
  ops: ['separable-conv2d'],
  variants: VARIANTS,
  accepts: ({ constants, attributes }) =>
    constants.length === 4 && isBounds(attributes.depthwiseActivation),
  traits: (call) => [...windowTraits(call.attributes), ...epilogueTraits(call)],
  overrides: (call, variant) => ({
    ...epilogueOverrides(call, variant),
    ...windowOverrides(call.attributes),
    BLOCK_K: variant.blockK,
  }),
  params: (call) => {
    const { activation, ...window } = convParams(partsOf(call).depthwise);
    return {
      ...window,
      y: sole(call.outputs).span,
      bounds: [activation.low, activation.high] as const,
      activation: activationParams(call.attributes.activation),
    };
  },
  workgroups: (call, variant) => tileGrid(partsOf(call).pointwise, variant),
  packConstants: (call, variant) => {
    const { depthwise, pointwise } = partsOf(call);
    return [...packDepthwiseConstants(depthwise), ...packConvConstants(pointwise, variant)];
  },
});

/** The calls of both convolutions, as if the map were stored: its channels lie in the lanes that x's have. */
function partsOf({ attributes, inputs, outputs, constants }: Call<'separable-conv2d'>) {
  const [x, y] = [sole(inputs), sole(outputs)];
  const channels = channelsOf(x.shape);
  const parts = separableParts(attributes, channels);
  const map: Operand = {
    shape: [...y.shape.slice(0, -1), channels],
    span: { ...x.span, pixels: y.span.pixels },
  };
  const depthwise: Call<'conv2d'> = {
    op: 'conv2d',
    attributes: parts.depthwise,
    inputs,
    outputs: [map],
    constants: constants.slice(0, 2),
  };
  const pointwise: Call<'conv2d'> = {
    op: 'conv2d',
    attributes: parts.pointwise,
    inputs: [map],
    outputs,
    constants: constants.slice(2),
  };
  return { depthwise, pointwise };
}
