// The ops of the IR and their attributes. Feature maps are NHWC, convolution weights OIHW.
import { roundHalfEven } from '../util/math';
import type { WinogradForm } from './winograd';

/**
 * An elementwise function that can stand alone or be the epilogue of a kernel. `silu` is x · sigmoid(x); `clamp` limits
 * to [low, high]; `quantize` gives the nearest multiple of `scale` within [low, high]: what a quantised tensor can hold.
 * `leakyRelu` is the slope for x < 0; `elu` is a in a · (exp(x) − 1) for x < 0; `hardSigmoid` is
 * max(0, min(1, slope · x + offset)).
 */
export type Activation =
  | 'none'
  | 'relu'
  | 'sigmoid'
  | 'tanh'
  | 'hard-swish'
  | 'silu'
  | { readonly clamp: readonly [low: number, high: number] }
  | { readonly quantize: Quantization }
  | { readonly leakyRelu: number }
  | { readonly elu: number }
  | { readonly hardSigmoid: readonly [slope: number, offset: number] };

/** The real values of a quantised tensor: multiples of `scale` from `low` to `high`. */
export interface Quantization {
  readonly scale: number;
  readonly low: number;
  readonly high: number;
}

/** min(max(x, 0), 6), the activation of the MobileNets (arXiv:1704.04861). */
export const RELU6: Activation = { clamp: [0, 6] };

/** Zeros (convolution) or nothing (pooling) around a feature map, in pixels. */
export interface Pads {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

/** A window that slides over a feature map. Pairs are [vertical, horizontal]. */
export interface Window {
  readonly kernel: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly pads: Pads;
}

/**
 * y[n,oh,ow,k] = act(b[k] + Σ w[k,c,kh,kw] · x[n, oh·S−P+kh·D, ow·S−P+kw·D, c]). Inputs: x, w, optional b.
 * With a `prologue`, x is first normalised and activated: inputs x, w, b, scale, shift, and p(scale[c] · x[…, c] +
 * shift[c]) is what is convolved, zeros around it as they are (DenseNet's order, arXiv:1608.06993, section 3).
 */
export interface Conv2dAttributes extends Window {
  readonly dilations: readonly [number, number];
  readonly groups: number;
  readonly activation: Activation;
  /** The activation p of the prologue; absent where x is read as it is. */
  readonly prologue?: Activation;
}

/** Largest value in each window; `ceilMode` rounds the output size up, as Caffe does. */
export interface MaxPool2dAttributes extends Window {
  readonly ceilMode: boolean;
}

/** Mean of each window. TensorFlow leaves padding out of the count, ONNX can count it (`countPadding`). */
export interface AveragePool2dAttributes extends Window {
  readonly ceilMode: boolean;
  readonly countPadding: boolean;
}

/** y = x · (bias + alpha / size · Σ x²)^−beta, the sum over `size` neighbouring channels (AlexNet, section 3.3). */
export interface LocalResponseNormAttributes {
  readonly size: number;
  readonly alpha: number;
  readonly beta: number;
  readonly bias: number;
}

/** How a resize maps output positions to input ones; ONNX's terms. */
export interface Resize2dAttributes {
  /** Output height and width. */
  readonly size: readonly [number, number];
  /** Output pixels per input pixel, which need not be exactly size / input size. */
  readonly scales: readonly [number, number];
  readonly mode: 'nearest' | 'linear';
  readonly coordinates: 'half-pixel' | 'pytorch-half-pixel' | 'asymmetric' | 'align-corners';
  /** Which pixel is nearest to a position between two. */
  readonly rounding: 'round-prefer-floor' | 'round-prefer-ceil' | 'floor' | 'ceil';
}

/**
 * y's numbers, in row-major order, are x's at `offset` + Σ i_a · strides[a], where i runs over `sizes` in row-major order;
 * offset and strides count x's numbers in row-major order. `sizes` has as many elements as `shape`, but may have other
 * axes: a channel shuffle (arXiv:1707.01083) reads [pixels, c / g, g] and gives [n, h, w, c].
 */
export interface StridedAttributes {
  readonly shape: readonly number[];
  readonly offset: number;
  readonly sizes: readonly number[];
  readonly strides: readonly number[];
}

/**
 * The patches of x under the windows of a tile of output pixels, transformed: y[ξ, tile, phase · c + channel] =
 * (Bᵀ d B)[ξ], [elements, n · tiles, phases · c]. The first of three ops that compute a dense convolution as F(m×m, r×r)
 * does (ir/winograd.ts); `lowerWinograd` puts them in its place.
 */
export interface WinogradInputAttributes extends WinogradForm {
  /** Zeros around x, those of the convolution. */
  readonly pads: Pads;
}

/**
 * m[ξ, tile, k] = Σ_c (G w[k,c] Gᵀ)[ξ] · v[ξ, tile, c] over the channels of all phases. Inputs: v, and w [k, c, kernel, kernel]
 * as the convolution has it.
 */
export interface WinogradMultiplyAttributes extends WinogradForm {
  /** Pixels of the convolution's output, n · oh · ow: at most tile² to a tile. What it costs is counted by them. */
  readonly pixels: number;
}

/** y[n, oh, ow, k] = act(b[k] + (Aᵀ m A)[oh mod tile, ow mod tile]) of the pixel's tile. Inputs: m, optional b. */
export interface WinogradOutputAttributes extends WinogradForm {
  /** Images, height and width of y; what tiles have more is dropped. */
  readonly size: readonly [n: number, oh: number, ow: number];
  readonly activation: Activation;
}

/**
 * Both expand layers of a fire module (arXiv:1602.07360, section 3.1), next to each other: a 1×1 and a 3×3 convolution of
 * one x with stride 1, the latter in a border of one pixel. Inputs: x, w1 [k1, c, 1, 1], b1, w3 [k3, c, 3, 3], b3;
 * y is [n, h, w, k1 + k3]. `lowerFireExpand` puts it in their place.
 */
export interface FireExpandAttributes {
  readonly activation: Activation;
  /** Side of the windows whose filters are y's first channels. */
  readonly first: 1 | 3;
}

/**
 * A depthwise convolution, of one channel of y per channel of x, and the pointwise convolution of its map (arXiv:1704.04861,
 * section 3.1). The window is that of the former. Inputs: x, wd [c, 1, kh, kw], bd [c], wp [k, c, 1, 1], bp [k].
 * `lowerSeparable` puts it in the place of both.
 */
export interface SeparableConv2dAttributes extends Window {
  readonly dilations: readonly [number, number];
  /** Of the map in between; kernels take bounds alone. */
  readonly depthwiseActivation: Activation;
  /** Of y. */
  readonly activation: Activation;
}

/**
 * A fire module: a 1×1 convolution, the squeeze layer, and the expand layers of its result. Inputs: x, w0 [s, c, 1, 1], b0,
 * then weights and biases as `fire-expand` has them, for s channels. `lowerFire` puts it in their place.
 */
export interface FireAttributes extends FireExpandAttributes {
  /** The activation of the squeeze layer; `activation` is that of the expand layers. */
  readonly squeeze: Activation;
}

/** The attributes of every op, by op name. */
export interface OpAttributes {
  /** Convolution. */
  conv2d: Conv2dAttributes;
  /** y[n,k] = act(b[k] + Σ w[k,i] · x[n,i]), i over all of x's h, w, c. Inputs: x, w [k, h·w·c], optional b. */
  'fully-connected': { readonly activation: Activation };
  /** y = x + b[c]. Inputs: x, b. */
  'bias-add': Readonly<Record<never, never>>;
  /** y = act(scale[c] · x + shift[c]): batch normalisation as inference sees it. Inputs: x, scale, shift. */
  'batch-norm': { readonly activation: Activation };
  /** y = act(x). */
  activation: { readonly activation: Activation };
  /** y = act(a + b). b is of a's shape, one vector per image [n, 1, 1, c], or one vector [c]. */
  add: { readonly activation: Activation };
  /** y = act(a − b); b as in `add`. */
  sub: { readonly activation: Activation };
  /** y = act(a · b); b as in `add`. */
  mul: { readonly activation: Activation };
  /** y = act(a / b); b as in `add`. */
  div: { readonly activation: Activation };
  /** y = a where a ≥ 0, else a · b; b as in `add`. He et al. 2015, arXiv:1502.01852. */
  prelu: { readonly activation: Activation };
  /** y[…, i, j] = Σ a[…, i, q] · b[…, q, j]; the axes before are the same in both. */
  matmul: Readonly<Record<never, never>>;
  /** Joins feature maps along channels. */
  concat: Readonly<Record<never, never>>;
  /** y = x; left where a concat needs a value in its buffer that cannot be computed there. */
  copy: Readonly<Record<never, never>>;
  /** The same numbers, in row-major order, in another shape. */
  reshape: { readonly shape: readonly number[] };
  /** Axis a of y is axis permutation[a] of x. */
  transpose: { readonly permutation: readonly number[] };
  /** y[i] = x[starts + i · steps], i up to `sizes`; steps may be negative, not zero. One entry an axis. */
  slice: {
    readonly starts: readonly number[];
    readonly steps: readonly number[];
    readonly sizes: readonly number[];
  };
  /** Numbers of x in any regular order; what moves and reshapes become when they are joined. */
  'as-strided': StridedAttributes;
  /** A border around every feature map: of `value`, or of x's own pixels, mirrored about the outermost or repeated. */
  pad2d: {
    readonly pads: Pads;
    readonly value: number;
    readonly mode?: 'constant' | 'reflect' | 'edge';
  };
  /** Another height and width, by the nearest pixel or between the nearest two in each direction. */
  resize2d: Resize2dAttributes;
  /** Max pooling. */
  'max-pool2d': MaxPool2dAttributes;
  /** Average pooling. */
  'average-pool2d': AveragePool2dAttributes;
  /** [n, h, w, c] → [n, c], the mean over h and w. */
  'global-average-pool': Readonly<Record<never, never>>;
  /** [n, h, w, c] → [n, c], the largest over h and w. */
  'global-max-pool': Readonly<Record<never, never>>;
  /** Normalisation across channels. */
  'local-response-norm': LocalResponseNormAttributes;
  /** exp(x) / Σ exp(x) over the last axis. */
  softmax: Readonly<Record<never, never>>;
  /** x − log Σ exp(x), the sum over the last axis. */
  'log-softmax': Readonly<Record<never, never>>;
  /** [n, c] → values [n, k] and indices [n, k], largest first, ties by lower index. */
  'top-k': { readonly k: number };
  /** A 1×1 and a 3×3 convolution of one x, side by side. */
  'fire-expand': FireExpandAttributes;
  /** A depthwise and a pointwise convolution, one behind the other. */
  'separable-conv2d': SeparableConv2dAttributes;
  /** The same two convolutions of what a 1×1 convolution gives, which is not stored. */
  fire: FireAttributes;
  /** Winograd convolution: patches of x, transformed. */
  'winograd-input': WinogradInputAttributes;
  /** Winograd convolution: products of matrices. */
  'winograd-multiply': WinogradMultiplyAttributes;
  /** Winograd convolution: y from the products. */
  'winograd-output': WinogradOutputAttributes;
}

/** Name of an op. */
export type OpName = keyof OpAttributes;

/**
 * Ops whose inputs from the second on are weights, which kernels pack for themselves. All other inputs are operands:
 * constants among them are stored as computed values are.
 */
const WEIGHTED_OPS: readonly OpName[] = [
  'conv2d',
  'fully-connected',
  'bias-add',
  'batch-norm',
  'fire-expand',
  'separable-conv2d',
  'fire',
  'winograd-multiply',
  'winograd-output',
];

/** Whether a constant at this input is a weight rather than an operand. */
export function isWeight(op: OpName, position: number): boolean {
  return position > 0 && WEIGHTED_OPS.includes(op);
}

/** An op with its attributes. */
export type AnyOp = {
  [O in OpName]: { readonly op: O; readonly attributes: OpAttributes[O] };
}[OpName];

/** No padding. */
export const NO_PADS: Pads = { top: 0, left: 0, bottom: 0, right: 0 };

/** The same padding on all four sides. */
export function evenPads(pad: number): Pads {
  return { top: pad, left: pad, bottom: pad, right: pad };
}

/** A dense pointwise convolution, but for its activation. */
export const POINTWISE = {
  kernel: [1, 1],
  strides: [1, 1],
  pads: NO_PADS,
  dilations: [1, 1],
  groups: 1,
} as const;

/** Whether every output pixel of a convolution comes from the input pixel at the same place. */
export function isPointwise({ kernel, strides, pads }: Window): boolean {
  const ones = [...kernel, ...strides].every((size) => size === 1);
  return ones && Object.values(pads).every((pad) => pad === 0);
}

/** y = act(x) for one number: the meaning of an activation wherever it is computed on the CPU. */
export function activate(x: number, activation: Activation): number {
  if (typeof activation === 'object') {
    return activateWith(x, activation);
  }
  switch (activation) {
    case 'none':
      return x;
    case 'relu':
      return Math.max(x, 0);
    case 'sigmoid':
      return 1 / (1 + Math.exp(-x));
    case 'tanh':
      return Math.tanh(x);
    case 'hard-swish':
      return (x * clamp(x + 3, 0, 6)) / 6;
    case 'silu':
      return x / (1 + Math.exp(-x));
  }
}

function activateWith(x: number, activation: Exclude<Activation, string>): number {
  if ('clamp' in activation) return clamp(x, ...activation.clamp);
  if ('leakyRelu' in activation) return x < 0 ? activation.leakyRelu * x : x;
  if ('elu' in activation) return x < 0 ? activation.elu * Math.expm1(x) : x;
  if ('hardSigmoid' in activation) {
    const [slope, offset] = activation.hardSigmoid;
    return clamp(slope * x + offset, 0, 1);
  }
  const { scale, low, high } = activation.quantize;
  return clamp(roundHalfEven(x / scale) * scale, low, high);
}

/** `relu6`, as activations are written in listings and variant ids. */
export function activationName(activation: Activation): string {
  if (typeof activation === 'string') return activation;
  if ('clamp' in activation) {
    const [low, high] = activation.clamp;
    return low === 0 && high === 6 ? 'relu6' : 'clamp';
  }
  if ('leakyRelu' in activation) return 'leaky-relu';
  if ('hardSigmoid' in activation) return 'hard-sigmoid';
  return 'elu' in activation ? 'elu' : 'quantize';
}

function clamp(x: number, low: number, high: number): number {
  return Math.min(Math.max(x, low), high);
}
