// Elementwise functions of one value that few networks have. A name for each; unary.reference.ts has what they compute.
import { defineOp, f32 } from '../op';
import type { Attributes } from '../schema';

/** Their names. `round` takes ties to even numbers; `gelu` is by the error function, `gelu-tanh` its approximation. */
export const UNARY = [
  'abs',
  'neg',
  'sign',
  'floor',
  'ceil',
  'round',
  'sqrt',
  'reciprocal',
  'exp',
  'log',
  'sin',
  'cos',
  'erf',
  'gelu',
  'gelu-tanh',
  'mish',
  'softsign',
] as const;

/** y = f(x). */
export const unary = defineOp({
  name: 'unary',
  attributes: { function: UNARY },
  inputs: 'x',
  infer: ([x]) => f32(x.shape),
});

/** Name of a function. */
export type UnaryName = Attributes<typeof unary.attributes>['function'];
