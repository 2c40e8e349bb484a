// Batch normalisation and rectifier ahead of a pointwise convolution: shaders/lib/conv-prologue.wgsl.
import type { Activation } from '../../ops/elementwise/functions';
import { type Call, sole, type Variant } from '../kernel';
import type { Packing } from '../packing';
import { shaderCodes } from '../shaders.gen';
import { hasPrologue, packConvConstants } from './conv-call';
import { packScaleShift } from './conv-packing';

/** Bound where there is no prologue. One for all, so that a plan stores it once. */
export const NO_PROLOGUE: Packing = { length: 4, pack: () => new Float32Array(4) };

/**
 * Whether kernels with prologues compute this one: none at all, or batch normalisation with nothing or a rectifier behind
 * it. Other activations would need parameters of their own, and no network has them here.
 */
export function acceptsPrologue({ attributes, constants }: Call<'conv2d'>): boolean {
  if (attributes.prologue === undefined) return true;
  return isPrologueActivation(attributes.prologue) && constants.length === 4;
}

/** The override of the prologue. */
export function prologueOverrides({ attributes: { prologue } }: Call<'conv2d'>) {
  if (prologue === undefined) return { PROLOGUE: shaderCodes.PROLOGUE_ABSENT };
  return { PROLOGUE: prologue === 'relu' ? shaderCodes.PROLOGUE_RELU : shaderCodes.PROLOGUE_NONE };
}

/** Names of the prologue in a variant's id: `bnrelu`, `bn`. */
export function prologueTraits({ attributes: { prologue } }: Call<'conv2d'>): string[] {
  if (prologue === undefined) return [];
  return [prologue === 'relu' ? 'bnrelu' : 'bn'];
}

/** Weights, bias, and the prologue's scales and shifts in the words of x. */
export function packPointwiseConstants(call: Call<'conv2d'>, variant: Variant): Packing[] {
  const [, , scale, shift] = call.constants;
  const x = sole(call.inputs).span;
  const prologue = hasPrologue(call) ? packScaleShift(scale, shift, x) : NO_PROLOGUE;
  return [...packConvConstants(call, variant), prologue];
}

function isPrologueActivation(activation: Activation): boolean {
  return activation === 'none' || activation === 'relu';
}
