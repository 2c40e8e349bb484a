// The ops of the IR and their attributes. Feature maps are NHWC, convolution weights OIHW.

/**
 * An elementwise function that can stand alone or be the epilogue of a kernel. `clamp` limits to [low, high];
 * `quantize` gives the nearest multiple of `scale` within [low, high]: what a quantised tensor can hold.
 */
export type Activation =
  | 'none'
  | 'relu'
  | 'sigmoid'
  | 'tanh'
  | 'hard-swish'
  | { readonly clamp: readonly [low: number, high: number] }
  | { readonly quantize: Quantization };

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

/** y[n,oh,ow,k] = act(b[k] + Σ w[k,c,kh,kw] · x[n, oh·S−P+kh·D, ow·S−P+kw·D, c]). Inputs: x, w, optional b. */
export interface Conv2dAttributes extends Window {
  readonly dilations: readonly [number, number];
  readonly groups: number;
  readonly activation: Activation;
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

/** The attributes of every op, by op name. */
export interface OpAttributes {
  /** Convolution. */
  conv2d: Conv2dAttributes;
  /** y[n,k] = act(b[k] + Σ w[k,i] · x[n,i]), i over all of x's h, w, c. Inputs: x, w [k, h·w·c], optional b. */
  'fully-connected': { readonly activation: Activation };
  /** y = x + b[c]. Inputs: x, b. */
  'bias-add': Readonly<Record<never, never>>;
  /** y = act(x). */
  activation: { readonly activation: Activation };
  /** y = act(a + b). b is of a's shape, one vector per image [n, 1, 1, c], or one vector [c]. */
  add: { readonly activation: Activation };
  /** y = act(a · b); b as in `add`. */
  mul: { readonly activation: Activation };
  /** Joins feature maps along channels. */
  concat: Readonly<Record<never, never>>;
  /** y = x; left where a concat needs a value in its buffer that cannot be computed there. */
  copy: Readonly<Record<never, never>>;
  /** The same numbers, in row-major order, in another shape. */
  reshape: { readonly shape: readonly number[] };
  /** A border of `value` around every feature map. */
  pad2d: { readonly pads: Pads; readonly value: number };
  /** Max pooling. */
  'max-pool2d': MaxPool2dAttributes;
  /** Average pooling. */
  'average-pool2d': AveragePool2dAttributes;
  /** [n, h, w, c] → [n, c], the mean over h and w. */
  'global-average-pool': Readonly<Record<never, never>>;
  /** Normalisation across channels. */
  'local-response-norm': LocalResponseNormAttributes;
  /** exp(x) / Σ exp(x) over the last axis. */
  softmax: Readonly<Record<never, never>>;
  /** [n, c] → values [n, k] and indices [n, k], largest first, ties by lower index. */
  'top-k': { readonly k: number };
}

/** Name of an op. */
export type OpName = keyof OpAttributes;

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

/** y = act(x) for one number: the meaning of an activation wherever it is computed on the CPU. */
export function activate(x: number, activation: Activation): number {
  if (typeof activation === 'object') {
    if ('clamp' in activation) return clamp(x, ...activation.clamp);
    const { scale, low, high } = activation.quantize;
    return clamp(roundHalfEven(x / scale) * scale, low, high);
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
  }
}

/** `relu6`, as activations are written in listings and variant ids. */
export function activationName(activation: Activation): string {
  if (typeof activation === 'string') return activation;
  if ('quantize' in activation) return 'quantize';
  const [low, high] = activation.clamp;
  return low === 0 && high === 6 ? 'relu6' : 'clamp';
}

function clamp(x: number, low: number, high: number): number {
  return Math.min(Math.max(x, low), high);
}

/** As WGSL's `round`: halves go to the even neighbour. */
function roundHalfEven(x: number): number {
  const floor = Math.floor(x);
  const fraction = x - floor;
  if (fraction !== 0.5) return fraction < 0.5 ? floor : floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}
