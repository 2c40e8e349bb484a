// The expand layers of a fire module as shaders/lib/expand-part.wgsl has them: which words of y each part takes, and their
// weights and biases in its rows.
import { EXPAND_WINDOW } from '../../ops/conv/fire-expand';
import { f32Tensor, type Tensor } from '../../tensor/tensor';
import { ceilDiv, roundUp } from '../../util/math';
import { spanWords } from '../channel-span';
import type { Span, Variant } from '../kernel';
import type { Packing } from '../packing';
import { rowStepOf } from './conv-call';
import { convWeightSteps, packVector, weightLayout } from './conv-packing';

/** Two expand layers, what they read and what they write. */
export interface ExpandLayers {
  readonly x: Span;
  readonly y: Span;
  /** Side of the windows whose filters are y's first channels. */
  readonly first: 1 | 3;
  /** Weights and biases, those of the 1×1 layer first. */
  readonly constants: readonly Tensor[];
}

/** A part's first word in y's span, and how many it has. */
type Words = readonly [first: number, count: number];

/** Side of the 3×3 layer's windows, which linking prints into the shaders. */
export const [SIDE] = EXPAND_WINDOW.kernel;

/** Taps of a window, and the one in its middle. */
const TAPS = SIDE * SIDE;
const CENTRE = Math.floor(TAPS / 2);

/** The words of y that have only channels of the 1×1 part, and the others. */
export function partWords({ first, constants, y }: ExpandLayers): {
  readonly window: Words;
  readonly pointwise: Words;
} {
  const words = spanWords(y);
  const [w1, , w3] = constants;
  const before = y.first % 4;
  if (first === 1) {
    const count = Math.floor((before + filtersOf(w1)) / 4);
    return { window: [count, words - count], pointwise: [0, count] };
  }
  const count = ceilDiv(before + filtersOf(w3), 4);
  return { window: [0, count], pointwise: [count, words - count] };
}

/** Rows of workgroups that a part's words fill. */
export function groupsOf([, count]: Words, variant: Variant): number {
  return ceilDiv(count, rowStepOf(variant));
}

/** Weights, then biases, in the shader's rows. */
export function packExpands(layers: ExpandLayers, variant: Variant): Packing[] {
  const { window, pointwise } = partWords(layers);
  const counts = [rowsOf(window, variant), rowsOf(pointwise, variant)] as const;
  const [windowRows, pointwiseRows] = counts;
  return [
    {
      length: (windowRows * TAPS + pointwiseRows) * 16 * spanWords(layers.x),
      pack: () => rowSteps(layers, counts),
    },
    { length: (windowRows + pointwiseRows) * 4, pack: () => joinedBiases(layers, counts) },
  ];
}

/** Words of weights of each part, padded to whole workgroups. */
type RowCounts = readonly [window: number, pointwise: number];

/** Both parts' weights, in so many rows each. */
function* rowSteps(
  layers: ExpandLayers,
  [windowRows, pointwiseRows]: RowCounts,
): Generator<void, Float32Array<ArrayBuffer>> {
  const { x, y } = layers;
  const { window, pointwise } = partWords(layers);
  const joined = joinedWeights(layers);
  const weights = yield* convWeightSteps(joined, weightLayout(joined.shape, x, y, 1));
  const tap = 16 * spanWords(x);
  const rows = new Float32Array((windowRows * TAPS + pointwiseRows) * tap);
  rows.set(wordsFrom(weights, window, TAPS * tap));
  const [first, count] = pointwise;
  for (let row = 0; row < count; row++) {
    const from = ((first + row) * TAPS + CENTRE) * tap;
    rows.set(weights.subarray(from, from + tap), (windowRows * TAPS + row) * tap);
  }
  return rows;
}

/** Both parts' biases, in so many words each. */
function joinedBiases(
  layers: ExpandLayers,
  [windowRows, pointwiseRows]: RowCounts,
): Float32Array<ArrayBuffer> {
  const { window, pointwise } = partWords(layers);
  const bias = packVector(joinedBias(layers), layers.y, spanWords(layers.y), 0);
  const biases = new Float32Array((windowRows + pointwiseRows) * 4);
  biases.set(wordsFrom(bias, window, 4));
  biases.set(wordsFrom(bias, pointwise, 4), 4 * windowRows);
  return biases;
}

/** Rows of weights of a part, padded to whole workgroups. */
function rowsOf([, count]: Words, variant: Variant): number {
  return roundUp(count, rowStepOf(variant));
}

function wordsFrom(data: Float32Array, [first, count]: Words, length: number): Float32Array {
  return data.subarray(first * length, (first + count) * length);
}

/** The filters of both parts as those of one 3×3 convolution, in y's order: 1×1 ones have zeros around their centre. */
function joinedWeights({ first, constants }: ExpandLayers): Tensor {
  const [w1, , w3] = constants;
  const c = w3?.shape[1] ?? 0;
  const k = filtersOf(w1) + filtersOf(w3);
  const weights = new Float32Array(k * c * TAPS);
  const [pointwiseFirst, windowFirst] = first === 1 ? [0, filtersOf(w1)] : [filtersOf(w3), 0];
  w1?.data.forEach((value, i) => {
    weights[(pointwiseFirst * c + i) * TAPS + CENTRE] = value;
  });
  weights.set(w3?.data ?? [], windowFirst * c * TAPS);
  return f32Tensor([k, c, SIDE, SIDE], weights);
}

/** The biases of both parts in y's order; zeros where a part has none. */
function joinedBias({ first, constants }: ExpandLayers): Tensor {
  const [w1, b1, w3, b3] = constants;
  const [k1, k3] = [filtersOf(w1), filtersOf(w3)];
  const bias = new Float32Array(k1 + k3);
  bias.set(b1?.data ?? [], first === 1 ? 0 : k3);
  bias.set(b3?.data ?? [], first === 1 ? k1 : 0);
  return f32Tensor([k1 + k3], bias);
}

function filtersOf(weights: Tensor | undefined): number {
  return weights?.shape[0] ?? 0;
}
