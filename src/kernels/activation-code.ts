// Activation functions as the codes of shaders/lib/activation.wgsl.
import type { Activation } from '../ir/ops';
import { shaderCodes } from './shaders.gen';

const CODES: { readonly [A in Activation]: number } = {
  none: shaderCodes.ACTIVATION_NONE,
  relu: shaderCodes.ACTIVATION_RELU,
};

/** The value of the override ACTIVATION. */
export function activationCode(activation: Activation): number {
  return CODES[activation];
}
