// The ops of the IR and their attributes. Feature maps are NHWC, convolution weights OIHW.

/** An elementwise function that can stand alone or be the epilogue of a convolution. */
export type Activation = 'none' | 'relu';

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

/** The attributes of every op, by op name. */
export interface OpAttributes {
  /** Convolution. */
  conv2d: Conv2dAttributes;
  /** y = x + b[c]. Inputs: x, b. */
  'bias-add': Readonly<Record<never, never>>;
  /** y = act(x). */
  activation: { readonly activation: Activation };
  /** Joins feature maps along channels. */
  concat: Readonly<Record<never, never>>;
  /** y = x; left where a concat needs a value in its buffer that cannot be computed there. */
  copy: Readonly<Record<never, never>>;
  /** Max pooling. */
  'max-pool2d': MaxPool2dAttributes;
  /** [n, h, w, c] → [n, c], the mean over h and w. */
  'global-average-pool': Readonly<Record<never, never>>;
  /** [n, c] → [n, c], exp(x) / Σ exp(x) over c. */
  softmax: Readonly<Record<never, never>>;
  /** [n, c] → values [n, k] and indices [n, k], largest first, ties by lower index. */
  'top-k': { readonly k: number };
}

/** Name of an op. */
export type OpName = keyof OpAttributes;

/** No padding. */
export const NO_PADS: Pads = { top: 0, left: 0, bottom: 0, right: 0 };

/** The same padding on all four sides. */
export function evenPads(pad: number): Pads {
  return { top: pad, left: pad, bottom: pad, right: pad };
}

/** y = act(x) for one number: the meaning of an activation wherever it is computed on the CPU. */
export function activate(x: number, activation: Activation): number {
  return activation === 'relu' ? Math.max(x, 0) : x;
}
