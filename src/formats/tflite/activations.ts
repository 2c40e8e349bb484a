// What an operator ends in: its fused function, and the rounding to what a quantised output tensor can hold.
import {
  type Activation,
  isQuantized,
  type Quantization,
  RELU6,
} from '../../ops/elementwise/functions';
import { FUSED_ACTIVATIONS, type FusedActivation } from './schema';
import type { Stage, TfliteNet } from './tflite-net';
import type { TfliteOperator } from './tflite-operator';
import type { TfliteTensor } from './tflite-tensor';

/** Codes that an integer type can have. */
const CODES: Readonly<Record<string, readonly [least: number, greatest: number]>> = {
  UINT8: [0, 255],
  INT8: [-128, 127],
  INT16: [-32768, 32767],
};

/** The real numbers that a function gives; all contain 0. */
const RANGES: Readonly<Record<string, readonly [low: number, high: number]>> = {
  NONE: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
  RELU: [0, Number.POSITIVE_INFINITY],
  RELU_N1_TO_1: [-1, 1],
  RELU6: [0, 6],
};

const PLAIN: Readonly<Record<string, Activation>> = {
  NONE: 'none',
  RELU: 'relu',
  RELU_N1_TO_1: { clamp: [-1, 1] },
  RELU6,
  TANH: 'tanh',
};

/** The function of an operator's `activation` option. @throws UnsupportedError, or ModelFormatError for no function. */
export function fusedActivation(
  net: TfliteNet,
  operator: TfliteOperator,
  code: number,
): FusedActivation {
  const fused = FUSED_ACTIVATIONS[code];
  if (fused === undefined)
    throw net.misfit(operator, `ends in activation ${code}, which does not exist`);
  if (fused === 'SIGN_BIT') throw net.unsupported(operator, 'ends in SIGN_BIT');
  return fused;
}

/**
 * The nodes after an operator's arithmetic: its fused function, and the rounding of a quantised output. For the
 * functions that only limit, both are one `quantize` with the narrower range. `keeps` are the inputs of an operator that
 * only passes numbers on: where they are quantised as the output is, its numbers need no rounding.
 */
export function finishingStages(
  net: TfliteNet,
  operator: TfliteOperator,
  fused: FusedActivation,
  keeps: readonly TfliteTensor[] = [],
  position = 0,
): Stage[] {
  const output = net.output(operator, position);
  const isKept = keeps.length > 0 && keeps.every((tensor) => sameQuantization(tensor, output));
  const range = RANGES[fused];
  if (isKept && fused === 'NONE') return [];
  const quantize = quantizeTo(net, operator, output, range ?? RANGES.NONE);
  const plain = PLAIN[fused] ?? 'none';
  const functions = [...(range && quantize ? [] : [plain]), ...(quantize ? [quantize] : [])];
  return functions.flatMap((activation) => activationStages(net, activation));
}

/** One elementwise function as a node; none for the identity. */
export function activationStages({ graph }: TfliteNet, activation: Activation): Stage[] {
  if (activation === 'none') return [];
  return [
    {
      suffix: isQuantized(activation) ? 'quantize' : 'activation',
      add: (name, x) => graph.node('activation', name, [x], { activation }),
    },
  ];
}

/** Rounding to what the operator's output can hold; null where that is floating-point. */
function quantizeTo(
  net: TfliteNet,
  operator: TfliteOperator,
  output: TfliteTensor,
  range: readonly [number, number] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
): { readonly quantize: Quantization } | null {
  const codes = CODES[output.type];
  if (!codes) return null;
  const { scales = [], zeroPoints = [] } = output.quantization ?? {};
  const [scale = 0] = scales;
  const [zeroPoint = 0] = zeroPoints;
  if (scales.length !== 1 || scale === 0) {
    throw net.unsupported(
      operator,
      `writes "${output.name}", ${output.type} with ${scales.length} scales`,
    );
  }
  if (zeroPoint < codes[0] || zeroPoint > codes[1]) {
    throw net.misfit(
      operator,
      `writes "${output.name}", ${output.type} with zero point ${zeroPoint}`,
    );
  }
  // The function's limits are rounded like all other numbers: 6 may not be a multiple of the scale.
  const [low, high] = codes.map((code, side) => {
    const limit = Math.round((range[side] ?? 0) / scale);
    return (
      (side === 0 ? Math.max(code - zeroPoint, limit) : Math.min(code - zeroPoint, limit)) * scale
    );
  });
  return { quantize: { scale, low: low ?? 0, high: high ?? 0 } };
}

function sameQuantization(a: TfliteTensor, b: TfliteTensor): boolean {
  if (a.type !== b.type) return false;
  const [p, q] = [a.quantization, b.quantization];
  return p?.scales[0] === q?.scales[0] && p?.zeroPoints[0] === q?.zeroPoints[0];
}
