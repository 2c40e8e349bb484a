// Activation functions as kernels take them: the codes and parameters of shaders/lib/activation.wgsl.
import { type Activation, activationName } from '../ir/ops';
import { shaderCodes } from './shaders.gen';

const CODES: Readonly<Record<string, number>> = {
  none: shaderCodes.ACTIVATION_BOUNDS,
  relu: shaderCodes.ACTIVATION_BOUNDS,
  sigmoid: shaderCodes.ACTIVATION_SIGMOID,
  tanh: shaderCodes.ACTIVATION_TANH,
  'hard-swish': shaderCodes.ACTIVATION_HARD_SWISH,
  silu: shaderCodes.ACTIVATION_SILU,
} satisfies Record<Extract<Activation, string>, number>;

/** The value of the override ACTIVATION. */
export function activationCode(activation: Activation): number {
  if (typeof activation === 'string') return CODES[activation] ?? shaderCodes.ACTIVATION_BOUNDS;
  if ('clamp' in activation) return shaderCodes.ACTIVATION_BOUNDS;
  if ('leakyRelu' in activation) return shaderCodes.ACTIVATION_LEAKY_RELU;
  if ('elu' in activation) return shaderCodes.ACTIVATION_ELU;
  if ('hardSigmoid' in activation) return shaderCodes.ACTIVATION_HARD_SIGMOID;
  return shaderCodes.ACTIVATION_QUANTIZE;
}

/** The largest float32: WGSL may take infinities for granted not to occur. */
const LARGEST = 3.4028234663852886e38;

/** The value of `params.activation`. */
export function activationParams(activation: Activation) {
  // An empty range is no bound.
  const none = { low: 1, high: 0, scale: 1, unused: 0 };
  if (activation === 'relu') return { ...none, low: 0, high: LARGEST };
  if (typeof activation === 'string') return none;
  if ('leakyRelu' in activation) return { ...none, scale: activation.leakyRelu };
  if ('elu' in activation) return { ...none, scale: activation.elu };
  if ('hardSigmoid' in activation) {
    const [scale, low] = activation.hardSigmoid;
    return { ...none, scale, low };
  }
  if ('quantize' in activation) return { ...none, ...activation.quantize };
  const [low, high] = activation.clamp;
  // A clamp whose bounds are the wrong way round gives the upper one.
  return { ...none, low: Math.min(low, high), high };
}

/** Names of the activation in a variant's id. Bounds, a rectifier's too, are no part of it: they do not change the pipeline. */
export function activationTraits(activation: Activation): string[] {
  return isBounds(activation) ? [] : [activationName(activation)];
}

/** Whether all that it does is to limit numbers to a range, or nothing. */
export function isBounds(activation: Activation): boolean {
  return activationCode(activation) === shaderCodes.ACTIVATION_BOUNDS;
}
