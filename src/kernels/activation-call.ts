// Activation functions as kernels take them: the codes and parameters of shaders/lib/activation.wgsl.
import {
  type Activation,
  activationName,
  FUNCTIONS,
  isBounds,
  partsOf,
} from '../ops/elementwise/functions';
import { LARGEST_FLOAT } from '../util/math';
import { shaderCodes } from './shaders.gen';

/** The value of the override ACTIVATION: the shader's constant of that name, `ACTIVATION_LEAKY_RELU`. */
export function activationCode(activation: Activation): number {
  if (isBounds(activation)) return shaderCodes.ACTIVATION_BOUNDS;
  const [name] = partsOf(activation);
  const constant = name.replace(/[A-Z]/g, '_$&').replace(/-/g, '_').toUpperCase();
  return shaderCodes[`ACTIVATION_${constant}` as keyof typeof shaderCodes];
}

/** The value of `params.activation`. */
export function activationParams(activation: Activation) {
  // An empty range is no bound.
  const none = { low: 1, high: 0, scale: 1, unused: 0 };
  if (activation === 'relu') return { ...none, low: 0, high: LARGEST_FLOAT };
  if (typeof activation === 'string') return none;
  if ('clamp' in activation) {
    const [low, high] = activation.clamp;
    // A clamp whose bounds are the wrong way round gives the upper one.
    return { ...none, low: Math.min(low, high), high };
  }
  const [name, parameters] = partsOf(activation);
  switch (FUNCTIONS[name].takes) {
    case 'real':
      return { ...none, scale: parameters as number };
    case 'realPair': {
      const [scale, low] = parameters as readonly [number, number];
      return { ...none, scale, low };
    }
    default:
      return { ...none, ...(parameters as object) };
  }
}

/** Names of the activation in a variant's id. Bounds, a rectifier's too, are no part of it: they do not change the pipeline. */
export function activationTraits(activation: Activation): string[] {
  return isBounds(activation) ? [] : [activationName(activation)];
}
