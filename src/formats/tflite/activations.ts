// What an operator ends in: its fused function, and what follows where its output is quantised.
import { type Activation, isQuantized, RELU6 } from '../../ops/elementwise/functions';
import { FUSED_ACTIVATIONS, type FusedActivation } from './schema';
import type { Stage, TfliteNet } from './tflite-net';
import type { TfliteOperator } from './tflite-operator';
import type { TfliteTensor } from './tflite-tensor';

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
 * The nodes after an operator's arithmetic: its fused function, and what a quantised output makes of it. `keeps` are the inputs of an
 * operator that only passes numbers on: where they are quantised as the output is, its numbers need no rounding.
 */
export function finishingStages(
  net: TfliteNet,
  operator: TfliteOperator,
  fused: FusedActivation,
  keeps: readonly TfliteTensor[] = [],
  position = 0,
): Stage[] {
  return net.options.finish?.(net, operator, fused, keeps, position) ?? functionStages(net, fused);
}

/** A fused function in real numbers. */
export function functionStages(net: TfliteNet, fused: FusedActivation): Stage[] {
  return activationStages(net, PLAIN[fused] ?? 'none');
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
