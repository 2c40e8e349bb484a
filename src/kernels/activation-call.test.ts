// Codes and Params of activations: what makes a pipeline of its own, and what is data.
import { describe, expect, it } from 'vitest';
import { type Activation, activate, isBounds, RELU6 } from '../ops/elementwise/functions';
import { ACTIVATIONS } from '../ops/elementwise/functions.cases';
import { LARGEST_FLOAT } from '../util/math';
import { activationCode, activationParams, activationTraits } from './activation-call';
import { shaderCodes, sharedLibraries } from './shaders.gen';

const BOUNDS: readonly Activation[] = [
  'none',
  'relu',
  RELU6,
  { clamp: [-1, 1] },
  { clamp: [3, 1] },
];

/** All others. */
const CURVES = ACTIVATIONS.filter((activation) => !isBounds(activation));

/** The case ACTIVATION_BOUNDS of shaders/lib/activation.wgsl. */
function bounded(value: number, activation: Activation): number {
  const { low, high } = activationParams(activation);
  return low <= high ? Math.min(Math.max(value, low), high) : value;
}

describe('activations that only limit', () => {
  it.each(BOUNDS)('have one code and no name: %o', (activation) => {
    expect(activationCode(activation)).toBe(shaderCodes.ACTIVATION_BOUNDS);
    expect(activationTraits(activation)).toEqual([]);
  });

  it.each(BOUNDS)('are what their bounds say: %o', (activation) => {
    for (const value of [-3e38, -7, -1, -0.5, 0, 0.5, 1, 6, 7, 3e38]) {
      expect(bounded(value, activation), `${value}`).toBe(activate(value, activation));
    }
  });

  it('have no upper bound where the shader, too, takes the number for none', () => {
    const [, largest] = /=([\d.]+e38);/.exec(sharedLibraries.activation) ?? [];
    expect(Number(largest)).toBe(LARGEST_FLOAT);
    expect(LARGEST_FLOAT).toBe(new Float32Array(new Uint32Array([0x7f7fffff]).buffer)[0]);
    expect(activationParams('relu').high).toBe(LARGEST_FLOAT);
  });

  it('know an empty range from a range of one number', () => {
    expect(bounded(7, { clamp: [2, 2] })).toBe(2);
    expect(bounded(7, 'none')).toBe(7);
  });
});

describe('other activations', () => {
  it('have a code and a name each', () => {
    const codes = CURVES.map(activationCode);
    expect(new Set([...codes, shaderCodes.ACTIVATION_BOUNDS]).size).toBe(CURVES.length + 1);
    const names = CURVES.flatMap(activationTraits);
    expect(new Set(names).size).toBe(CURVES.length);
  });

  it('use every code that the shader has', () => {
    const codes = Object.entries(shaderCodes)
      .filter(([name]) => name.startsWith('ACTIVATION_'))
      .map(([, code]) => code as number);
    const used = new Set([...BOUNDS, ...CURVES].map(activationCode));
    expect([...used].sort((a, b) => a - b)).toEqual(codes.sort((a, b) => a - b));
  });

  it('give their numbers in the fields that the shader reads', () => {
    expect(activationParams({ leakyRelu: 0.1 })).toMatchObject({ scale: 0.1 });
    expect(activationParams({ elu: 1.5 })).toMatchObject({ scale: 1.5 });
    expect(activationParams({ hardSigmoid: [0.2, 0.5] })).toMatchObject({ scale: 0.2, low: 0.5 });
    const quantize = { scale: 0.25, low: -1, high: 2 };
    expect(activationParams({ quantize })).toMatchObject(quantize);
  });

  it('have no name that tells their numbers, which are Params', () => {
    expect(activationTraits({ leakyRelu: 0.1 })).toEqual(activationTraits({ leakyRelu: 0.2 }));
    expect(activationTraits({ elu: 1 })).toEqual(activationTraits({ elu: 2 }));
  });
});
