// A fire module whose squeeze layer stays in workgroup memory: shaders/fire.wgsl.
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
  WORKGROUP_WORDS,
  wholeOperand,
} from '../kernel';
import { shaderCodes } from '../shaders.gen';
import { epilogueOverrides, epilogueTraits } from './conv-call';
import { packBias, packConvWeights, weightLayout } from './conv-packing';
import { type ExpandLayers, groupsOf, packExpands, partWords } from './expand-packing';

type FireCall = Call<'fire'>;

/** Pixels that a workgroup computes: 8×8, of fewer rows where their squeeze layer does not fit into workgroup memory. */
const AREA = { rows: 8, columns: 8 };
/** Rows and columns that the squeeze layer has more: one on every side. */
const BORDERS = 2;

/**
 * From 8 words of each part a workgroup, which squeezes often for few words, to 32; of 64 invocations, of 256 that squeeze
 * together, and of 32 with large tiles, as software adapters like them.
 */
const VARIANTS: readonly Variant[] = [
  areaVariant('4x1', 8, 8),
  areaVariant('4x2', 8, 8),
  areaVariant('4x4', 8, 8),
  areaVariant('4x2', 16, 16),
  areaVariant('8x4', 4, 8),
];

/** Weights and biases are constants; a squeeze layer that ends in bounds, of up to 136 channels. */
export const fire = defineKernel({
  shader,
  ops: ['fire'],
  variants: VARIANTS,
  accepts: (call) =>
    call.constants.length === 6 &&
    activationCode(call.attributes.squeeze) === shaderCodes.ACTIVATION_BOUNDS &&
    areaRows(call) > 0,
  traits: (call) => [`s${stagedWords(call)}`, ...epilogueTraits(call)],
  overrides: (call, variant) => ({
    ...epilogueOverrides(call, variant),
    STAGED: stagedWords(call),
  }),
  params: (call) => {
    const [x, y] = [sole(call.inputs), sole(call.outputs)];
    return {
      x: x.span,
      y: y.span,
      activation: activationParams(call.attributes.activation),
      squeeze: activationParams(call.attributes.squeeze),
      squeeze_words: squeezed(call).span.words,
      size: [x.shape[1] ?? 0, x.shape[2] ?? 0] as const,
      area: [areaRows(call), AREA.columns] as const,
      ...partWords(expandsOf(call)),
    };
  },
  workgroups: (call, variant) => {
    const [n = 0, h = 0, w = 0] = sole(call.outputs).shape;
    const parts = Object.values(partWords(expandsOf(call)));
    const shares = Math.max(...parts.map((words) => groupsOf(words, variant)));
    return [ceilDiv(w, AREA.columns), n * ceilDiv(h, areaRows(call)), shares];
  },
  packConstants: (call, variant) => {
    const [weights, bias] = call.constants;
    if (!weights) throw new RangeError('A squeeze layer without weights cannot be packed.');
    return [
      packConvWeights(weights, squeezeLayout(call)),
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

/** Rows that a workgroup computes; none where not even one fits into workgroup memory with its border. */
function areaRows(call: FireCall): number {
  return Math.min(AREA.rows, Math.floor(WORKGROUP_WORDS / rowWords(call)) - BORDERS);
}

/** Half of the workgroup memory or all of it: two pipelines rather than one for each width of a squeeze layer. */
function stagedWords(call: FireCall): number {
  const needed = (areaRows(call) + BORDERS) * rowWords(call);
  return needed > WORKGROUP_WORDS / 2 ? WORKGROUP_WORDS : WORKGROUP_WORDS / 2;
}

/** Words of a row of the squeeze layer, as a workgroup needs it. */
function rowWords(call: FireCall): number {
  return (AREA.columns + BORDERS) * squeezed(call).span.words;
}

/** `x` invocations for tiles of pixels, `y` for tiles of words. */
function areaVariant(tile: string, x: number, y: number): Variant {
  return { tile, workgroup: [x, y], blockK: 0, barriers: true };
}
