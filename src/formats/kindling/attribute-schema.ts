// What the nodes of a file can be: every op that a network is built of, how many inputs it has, and its attributes.
import { MOST_ELEMENTS } from '../../ir/builder';
import type { Activation, OpAttributes, OpName, Pads } from '../../ir/ops';
import type { Shape } from '../../tensor/tensor';
import { product } from '../../util/math';
import {
  type Fields,
  flag,
  list,
  number,
  object,
  objectWith,
  oneOf,
  optional,
  type Parse,
  pair,
  refusal,
  whole,
} from './json-parts';

/** Ops that a file can hold: all but those that lowerings put in the place of others. */
export type FileOp = Exclude<
  OpName,
  | 'winograd-input'
  | 'winograd-multiply'
  | 'winograd-output'
  | 'fire'
  | 'fire-expand'
  | 'separable-conv2d'
>;

/** Least and most inputs of an op, and a parser for each of its attributes. */
type OpSchema<O extends OpName> = readonly [
  least: number,
  most: number,
  attributes: Fields<OpAttributes[O]>,
];

/** Axes of a value. */
const MOST_AXES = 6;
/** Axes of an access before they are joined, which may be more than x and y have. */
const MOST_STRIDES = 16;
/** Values that a concat joins. */
const MOST_JOINED = 1000;

const size = whole(1, 2 ** 31 - 1);
const sizes = list(size, 1, MOST_AXES);
const pixels = whole(1, 2 ** 16);

/** Sizes of a value's axes, all above 0, and no more elements than can be held. */
export const shape: Parse<Shape> = (json, path) => {
  const axes = sizes(json, path);
  const count = product(axes);
  if (count <= MOST_ELEMENTS) return axes;
  throw refusal(json, path, `a shape of at most ${MOST_ELEMENTS} elements (not ${count})`);
};

const pad = whole(0, 2 ** 16);
const pads = object<Pads>({ top: pad, left: pad, bottom: pad, right: pad });
const window = { kernel: pair(pixels), strides: pair(pixels), pads };

/** What is no number makes no sense in any attribute. */
const real: Parse<number> = (json, path) => {
  const value = number(json, path);
  if (!Number.isNaN(value)) return value;
  throw refusal(json, path, 'a number that is one');
};

/** Between two numbers that a quantised value can be. */
const step: Parse<number> = (json, path) => {
  const value = number(json, path);
  if (value > 0 && value < Number.POSITIVE_INFINITY) return value;
  throw refusal(json, path, 'a scale above 0');
};

type Parametric = Exclude<Activation, string>;
type KeyOf<T> = T extends unknown ? keyof T : never;
/** Activations with numbers of their own, by their only key. */
const parametric: {
  [K in KeyOf<Parametric>]: Parse<Extract<Parametric, { [Key in K]: unknown }>>;
} = {
  clamp: object({ clamp: pair(real) }),
  quantize: object({ quantize: object({ scale: step, low: real, high: real }) }),
  leakyRelu: object({ leakyRelu: real }),
  elu: object({ elu: real }),
  hardSigmoid: object({ hardSigmoid: pair(real) }),
};
const withNumbers = objectWith<Activation>(parametric, 'an activation');
const named = oneOf(['none', 'relu', 'sigmoid', 'tanh', 'hard-swish', 'silu'], 'an activation');
const activation: Parse<Activation> = (json, path) =>
  (typeof json === 'string' ? named : withNumbers)(json, path);

const convolution = {
  ...window,
  dilations: pair(pixels),
  groups: size,
  activation,
  prologue: optional(activation),
};

const position = whole(0, MOST_ELEMENTS);
const stride = whole(-MOST_ELEMENTS, MOST_ELEMENTS);
const permutation = list(whole(0, MOST_AXES - 1), 1, MOST_AXES);
const starts = list(position, 1, MOST_AXES);
const steps = list(stride, 1, MOST_AXES);
const walk = list(size, 1, MOST_STRIDES);
const strides = list(stride, 1, MOST_STRIDES);
const border = oneOf(['constant', 'reflect', 'edge']);
const resize = {
  size: pair(size),
  scales: pair(real),
  mode: oneOf(['nearest', 'linear']),
  coordinates: oneOf(['half-pixel', 'pytorch-half-pixel', 'asymmetric', 'align-corners']),
  rounding: oneOf(['round-prefer-floor', 'round-prefer-ceil', 'floor', 'ceil']),
};

const plain = [1, 1, {}] as const;
const ofTwo = [2, 2, { activation }] as const;

/** The inputs and attributes of every op. A convolution with a prologue has five inputs. */
export const OPS: { readonly [O in FileOp]: OpSchema<O> } = {
  conv2d: [2, 3, convolution],
  'fully-connected': [2, 3, { activation }],
  'bias-add': [2, 2, {}],
  'batch-norm': [3, 3, { activation }],
  activation: [1, 1, { activation }],
  add: ofTwo,
  sub: ofTwo,
  mul: ofTwo,
  div: ofTwo,
  prelu: ofTwo,
  matmul: [2, 2, {}],
  concat: [1, MOST_JOINED, {}],
  copy: plain,
  reshape: [1, 1, { shape }],
  transpose: [1, 1, { permutation }],
  slice: [1, 1, { starts, steps, sizes: shape }],
  'as-strided': [1, 1, { shape, offset: position, sizes: walk, strides }],
  pad2d: [1, 1, { pads, value: real, mode: optional(border) }],
  resize2d: [1, 1, resize],
  'max-pool2d': [1, 1, { ...window, ceilMode: flag }],
  'average-pool2d': [1, 1, { ...window, ceilMode: flag, countPadding: flag }],
  'global-average-pool': plain,
  'global-max-pool': plain,
  'local-response-norm': [1, 1, { size: pixels, alpha: real, beta: real, bias: real }],
  softmax: plain,
  'log-softmax': plain,
  'top-k': [1, 1, { k: size }],
};
