// Both expand layers of a fire module from registers: shaders/fire-expand.wgsl.
import { EXPAND_WINDOW } from '../../ir/fire-expand';
import { f32Tensor, type Tensor } from '../../tensor/tensor';
import { ceilDiv, roundUp } from '../../util/math';
import { activationParams } from '../activation-call';
import { spanWords } from '../channel-span';
import { epilogueOverrides, epilogueTraits, REGISTER_VARIANTS, tileOf } from '../conv-call';
import { packBias, packConvWeights, weightLayout } from '../conv-packing';
import { type Call, defineKernel, sole, type Variant } from '../kernel';
import { windowOverrides } from '../window-call';
import { fireExpand as shader } from './shaders.gen';

type FireExpandCall = Call<'fire-expand'>;

/** A part's first word in y's span, and how many it has. */
type Words = readonly [first: number, count: number];

/** Taps of the window, and the one in its middle. */
const [TAPS, CENTRE] = [9, 4];

/** Weights and biases are constants. */
export const fireExpand = defineKernel({
  shader,
  ops: ['fire-expand'],
  variants: REGISTER_VARIANTS,
  accepts: ({ constants }) => constants.length === 4,
  traits: epilogueTraits,
  overrides: (call, variant) => ({
    ...epilogueOverrides(call, variant),
    ...windowOverrides(EXPAND_WINDOW),
  }),
  params: (call) => {
    const [x, y] = [sole(call.inputs), sole(call.outputs)];
    const size = [x.shape[1] ?? 0, x.shape[2] ?? 0] as const;
    return {
      x: x.span,
      y: y.span,
      activation: activationParams(call.attributes.activation),
      in_hw: size,
      out_hw: size,
      pad: [EXPAND_WINDOW.pads.top, EXPAND_WINDOW.pads.left] as const,
      ...wordsOf(call),
    };
  },
  workgroups: (call, variant) => {
    const { window, pointwise } = wordsOf(call);
    const columns = ceilDiv(sole(call.outputs).span.pixels, tileOf(variant).pixels);
    const rows = rowsOf(window, variant) + rowsOf(pointwise, variant);
    return [ceilDiv(columns, variant.workgroup[0]), rows / groupRows(variant), 1];
  },
  packConstants: packExpands,
});

/** Words that a row of workgroups computes. */
function groupRows(variant: Variant): number {
  return tileOf(variant).words * variant.workgroup[1];
}

/** Rows of weights of a part, padded to whole workgroups. */
function rowsOf([, count]: Words, variant: Variant): number {
  return roundUp(count, groupRows(variant));
}

/** The words of y that have only channels of the 1×1 part, and the others. */
function wordsOf({ attributes, constants, outputs }: FireExpandCall) {
  const { span } = sole(outputs);
  const words = spanWords(span);
  const [w1, , w3] = constants;
  const before = span.first % 4;
  if (attributes.first === 1) {
    const count = Math.floor((before + filtersOf(w1)) / 4);
    return { window: [count, words - count], pointwise: [0, count] } as const;
  }
  const count = ceilDiv(before + filtersOf(w3), 4);
  return { window: [0, count], pointwise: [count, words - count] } as const;
}

/** Weights, then biases, in the shader's rows. */
function packExpands(call: FireExpandCall, variant: Variant): Float32Array<ArrayBuffer>[] {
  const [x, y] = [sole(call.inputs).span, sole(call.outputs).span];
  const { window, pointwise } = wordsOf(call);
  const joined = joinedConstants(call);
  const weights = packConvWeights(joined.weights, weightLayout(joined.weights.shape, x, y, 1));
  const bias = packBias(joined.bias, y, 1);
  const tap = 16 * spanWords(x);
  const windowRows = rowsOf(window, variant);
  const pointwiseRows = rowsOf(pointwise, variant);
  const rows = new Float32Array((windowRows * TAPS + pointwiseRows) * tap);
  const biases = new Float32Array((windowRows + pointwiseRows) * 4);
  rows.set(wordsFrom(weights, window, TAPS * tap));
  biases.set(wordsFrom(bias, window, 4));
  biases.set(wordsFrom(bias, pointwise, 4), 4 * windowRows);
  const [first, count] = pointwise;
  for (let row = 0; row < count; row++) {
    const from = ((first + row) * TAPS + CENTRE) * tap;
    rows.set(weights.subarray(from, from + tap), (windowRows * TAPS + row) * tap);
  }
  return [rows, biases];
}

function wordsFrom(data: Float32Array, [first, count]: Words, length: number): Float32Array {
  return data.subarray(first * length, (first + count) * length);
}

/** The filters of both parts as those of one 3×3 convolution, in y's order: 1×1 ones have zeros around their centre. */
function joinedConstants({ attributes, constants }: FireExpandCall) {
  const [w1, b1, w3, b3] = constants;
  const isPointwiseFirst = attributes.first === 1;
  const c = w3?.shape[1] ?? 0;
  const k = filtersOf(w1) + filtersOf(w3);
  const weights = new Float32Array(k * c * TAPS);
  const bias = new Float32Array(k);
  const [pointwiseFirst, windowFirst] = isPointwiseFirst ? [0, filtersOf(w1)] : [filtersOf(w3), 0];
  w1?.data.forEach((value, i) => {
    weights[(pointwiseFirst * c + i) * TAPS + CENTRE] = value;
  });
  weights.set(w3?.data ?? [], windowFirst * c * TAPS);
  bias.set(b1?.data ?? [], pointwiseFirst);
  bias.set(b3?.data ?? [], windowFirst);
  return { weights: f32Tensor([k, c, 3, 3], weights), bias: f32Tensor([k], bias) };
}

function filtersOf(weights: Tensor | undefined): number {
  return weights?.shape[0] ?? 0;
}
