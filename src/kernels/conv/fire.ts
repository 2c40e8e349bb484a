// A fire module whose squeeze layer stays in workgroup memory: shaders/fire.wgsl.
import { EXPAND_WINDOW } from '../../ops/conv/fire-expand';
import { ceilDiv } from '../../util/math';
import { activationCode, activationParams } from '../activation-call';
import { fire as shader } from '../further-shaders.gen';
import {
  type Call,
  defineKernel,
  type Operand,
  sole,
  type Variant,
  type WeightLayout,
  weightsFirst,
  wholeOperand,
} from '../kernel';
import { shaderCodes } from '../shaders.gen';
import { epilogueOverrides, epilogueTraits } from './conv-call';
import { convWeights, packBias, weightLayout } from './conv-packing';
import { type ExpandLayers, groupsOf, packExpands, partWords, SIDE } from './expand-packing';
import { stagedArea, stagedVariant } from './staged-area';

type FireCall = Call<'fire'>;

/**
 * From 8 words of each part a workgroup, which squeezes often for few words, to 32; of 64 invocations, of 256 that squeeze
 * together, and of 32 with large tiles, as software adapters like them.
 */
const VARIANTS: readonly Variant[] = [
  stagedVariant('4x1', 8, 8),
  stagedVariant('4x2', 8, 8),
  stagedVariant('4x4', 8, 8),
  stagedVariant('4x2', 16, 16),
  stagedVariant('8x4', 4, 8),
];

/** Weights and biases are constants; a squeeze layer that ends in bounds, of up to 136 channels. */
export const fire = defineKernel({
  shader,
  ops: ['fire'],
  variants: VARIANTS,
  accepts: (call) =>
    call.constants.length === 6 &&
    activationCode(call.attributes.squeeze) === shaderCodes.ACTIVATION_BOUNDS &&
    areaOf(call).rows > 0,
  traits: (call) => [`s${areaOf(call).staged}`, ...epilogueTraits(call)],
  overrides: (call, variant) => ({
    ...epilogueOverrides(call, variant),
    SIDE,
    STAGED: areaOf(call).staged,
  }),
  params: (call) => {
    const [x, y] = [sole(call.inputs), sole(call.outputs)];
    const { rows, columns } = areaOf(call);
    return {
      x: x.span,
      y: y.span,
      activation: activationParams(call.attributes.activation),
      squeeze: activationParams(call.attributes.squeeze),
      squeeze_words: squeezed(call).span.words,
      size: [x.shape[1] ?? 0, x.shape[2] ?? 0] as const,
      area: [rows, columns] as const,
      ...partWords(expandsOf(call)),
    };
  },
  workgroups: (call, variant) => {
    const [n = 0, h = 0, w = 0] = sole(call.outputs).shape;
    const parts = Object.values(partWords(expandsOf(call)));
    const shares = Math.max(...parts.map((words) => groupsOf(words, variant)));
    const { rows, columns } = areaOf(call);
    return [ceilDiv(w, columns), n * ceilDiv(h, rows), shares];
  },
  packConstants: (call, variant) => {
    const [weights, bias] = weightsFirst(call);
    return [
      convWeights(weights, squeezeLayout(call)),
      packBias(bias, squeezed(call).span, 1),
      ...packExpands(expandsOf(call), variant),
    ];
  },
  weightLayout: squeezeLayout,
});

/** The value between the layers, which nothing stores. */
function squeezed({ inputs, constants }: FireCall): Operand {
  const [filters = 0] = constants[0]?.shape ?? [];
  return wholeOperand([...sole(inputs).shape.slice(0, -1), filters]);
}

function expandsOf(call: FireCall): ExpandLayers {
  const { attributes, outputs, constants } = call;
  return {
    x: squeezed(call).span,
    y: sole(outputs).span,
    first: attributes.first,
    constants: constants.slice(2),
  };
}

function squeezeLayout(call: FireCall): WeightLayout {
  const [x, y] = [sole(call.inputs).span, squeezed(call).span];
  return weightLayout(call.constants[0]?.shape ?? [], x, y, 1);
}

/** What a workgroup computes, out of all channels of the squeeze layer. */
function areaOf(call: FireCall) {
  return stagedArea(EXPAND_WINDOW, squeezed(call).span.words);
}
