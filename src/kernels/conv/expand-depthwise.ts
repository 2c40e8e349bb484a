// Pointwise and depthwise convolution in one dispatch: shaders/expand-depthwise.wgsl.
import { expandDepthwiseParts } from '../../ops/conv/expand-depthwise';
import { isQuantized } from '../../ops/elementwise/functions';
import { ceilDiv } from '../../util/math';
import { spanWords } from '../channel-span';
import { expandDepthwise as shader } from '../further-shaders.gen';
import { type Call, defineKernel, type Operand, sole, type Variant } from '../kernel';
import { windowOverrides, windowTraits } from '../window-call';
import {
  convParams,
  convWeightLayout,
  epilogueOverrides,
  epilogueTraits,
  packConvConstants,
  rowStepOf,
} from './conv-call';
import { packDepthwiseConstants } from './depthwise-call';
import { stagedArea, stagedVariant } from './staged-area';

type ExpandDepthwiseCall = Call<'expand-depthwise'>;

/** From 4 words a workgroup, of which fit large areas, to 8, which read x half as often; and of few invocations with large tiles. */
const VARIANTS: readonly Variant[] = [
  stagedVariant('4x1', 16, 4),
  stagedVariant('4x2', 16, 4),
  stagedVariant('4x4', 32, 2),
  stagedVariant('8x4', 8, 2),
];

/**
 * Weights and biases are constants; any window whose pixels fit into workgroup memory; any activation but steps; x and y
 * anywhere in wider buffers.
 */
export const expandDepthwise = defineKernel({
  shader,
  ops: ['expand-depthwise'],
  variants: VARIANTS,
  accepts: (call) =>
    call.constants.length === 4 &&
    !isQuantized(call.attributes.activation) &&
    VARIANTS.every((variant) => areaOf(call, variant).rows > 0),
  traits: (call) => [...windowTraits(call.attributes), ...epilogueTraits(call)],
  overrides: (call, variant) => {
    const { columns, staged } = areaOf(call, variant);
    return {
      ...epilogueOverrides(call, variant),
      ...windowOverrides(call.attributes),
      COLUMNS: columns,
      STAGED: staged,
    };
  },
  params: (call, variant) => ({
    ...convParams(partsOf(call).depthwise),
    x: sole(call.inputs).span,
    rows: areaOf(call, variant).rows,
  }),
  workgroups: (call, variant) => {
    const { shape, span } = sole(call.outputs);
    const [n = 0, oh = 0, ow = 0] = shape;
    const { rows, columns } = areaOf(call, variant);
    const words = ceilDiv(spanWords(span), rowStepOf(variant));
    return [ceilDiv(ow, columns), n * ceilDiv(oh, rows), words];
  },
  packConstants: (call, variant) => {
    const { pointwise, depthwise } = partsOf(call);
    return [...packConvConstants(pointwise, variant), ...packDepthwiseConstants(depthwise)];
  },
  weightLayout: (call, variant) => convWeightLayout(partsOf(call).pointwise, variant),
});

/** What a workgroup computes: the window says all of it, so that pipelines are told apart by its traits. */
function areaOf({ attributes }: ExpandDepthwiseCall, variant: Variant) {
  return stagedArea(attributes, rowStepOf(variant));
}

/** The calls of both convolutions, as if the map were stored: its channels lie in the lanes that y's have. */
function partsOf({ attributes, inputs, outputs, constants }: ExpandDepthwiseCall) {
  const [x, y] = [sole(inputs), sole(outputs)];
  const channels = y.shape.at(-1) ?? 0;
  const parts = expandDepthwiseParts(attributes, channels);
  const map: Operand = {
    shape: [...x.shape.slice(0, -1), channels],
    span: { ...y.span, pixels: x.span.pixels },
  };
  const pointwise: Call<'conv2d'> = {
    op: 'conv2d',
    attributes: parts.pointwise,
    inputs,
    outputs: [map],
    constants: constants.slice(0, 2),
  };
  const depthwise: Call<'conv2d'> = {
    op: 'conv2d',
    attributes: parts.depthwise,
    inputs: [map],
    outputs,
    constants: constants.slice(2),
  };
  return { pointwise, depthwise };
}
