// What the architectures share: layers as separate nodes (convolution, normalisation, activation: fusing them is a
// pass's work), and TensorFlow's SAME padding.
import { GraphError } from '../errors';
import { GraphBuilder } from '../graph/builder';
import type { Graph } from '../graph/graph';
import type { Activation } from '../ops/elementwise/functions';
import type { SomeOp } from '../ops/op';
import { evenPads, NO_PADS, type Pads } from '../ops/window';
import type { AxisOrder } from '../tensor/layout';
import { channelsOf, f32Tensor, type Shape } from '../tensor/tensor';
import { product } from '../util/math';
import { PROBABILITIES } from './classifier';
import { isWhole } from './sizes';
import type { WeightProvider } from './weights';

/** A convolution with a square window; stride 1, no padding, one group, a bias and ReLU where nothing else is given. */
export interface ConvolutionLayer {
  /** Output channels. */
  readonly channels: number;
  readonly kernel: number;
  readonly stride?: number;
  /** `same` pads as TensorFlow does, `half` by half a window on every side, as PyTorch's networks do. */
  readonly pads?: Pads | 'same' | 'half';
  readonly groups?: number;
  /** What its sums go through before the activation. */
  readonly affine?: 'bias' | 'batch-norm' | 'none';
  readonly activation?: Activation;
}

/** A pool with a square window; 3×3 with stride 2, no padding, size rounded down where nothing else is given. */
export interface PoolLayer {
  readonly kernel?: number;
  readonly stride?: number;
  readonly pads?: Pads;
  /** Rounds the output size up, as Caffe does. */
  readonly ceilMode?: boolean;
}

/**
 * Builds a network layer by layer. Methods take and return names of values; weights are `<layer>.w`, `<layer>.b`, and
 * `<layer>.scale`, `<layer>.shift` of a batch normalisation. The last node of a layer has the layer's name.
 */
export class LayerBuilder {
  readonly graph: GraphBuilder;
  readonly #name: string;
  readonly #weights: WeightProvider;

  /** `ops` are those that the network needs besides what is loaded. */
  constructor(
    name: string,
    axisOrder: AxisOrder,
    weights: WeightProvider,
    ops: readonly SomeOp[] = [],
  ) {
    this.graph = new GraphBuilder(name, axisOrder, ops);
    this.#name = name;
    this.#weights = weights;
  }

  /** Channels of a value. */
  channelsOf(x: string): number {
    return channelsOf(this.graph.shapeOf(x));
  }

  /** Weights are OIHW. @throws GraphError when the layer has no whole, positive size or does not fit x. */
  convolution(name: string, x: string, layer: ConvolutionLayer): string {
    const { channels, kernel, stride = 1, pads = NO_PADS, groups = 1 } = layer;
    const { affine = 'bias', activation = 'relu' } = layer;
    this.#checkWidth(name, channels);
    const [, h = 0, w = 0, c = 0] = this.graph.shapeOf(x);
    const weights = this.#constant(`${name}.w`, [channels, c / groups, kernel, kernel]);
    const isLast = affine === 'none' && activation === 'none';
    const y = this.graph.node('conv2d', isLast ? name : `${name}/conv`, [x, weights], {
      kernel: [kernel, kernel],
      strides: [stride, stride],
      pads: padsOf(pads, [h, w], kernel, stride),
      dilations: [1, 1],
      groups,
      activation: 'none',
    });
    if (affine === 'batch-norm') return this.batchNorm(name, y, activation);
    return affine === 'bias'
      ? this.#biased(name, y, activation)
      : this.#activated(name, y, activation);
  }

  /** Batch normalisation as inference sees it, one scale and one shift a channel, then the activation. */
  batchNorm(name: string, x: string, activation: Activation): string {
    const c = this.channelsOf(x);
    const vectors = ['scale', 'shift'].map((which) => this.#constant(`${name}.${which}`, [c]));
    const normalised = activation === 'none' ? name : `${name}/norm`;
    this.graph.node('batch-norm', normalised, [x, ...vectors], { activation: 'none' });
    return this.#activated(name, normalised, activation);
  }

  /** a + b, then the activation: the end of a residual block. */
  add(name: string, a: string, b: string, activation: Activation): string {
    const sum = activation === 'none' ? name : `${name}/sum`;
    this.graph.node('add', sum, [a, b], { activation: 'none' });
    return this.#activated(name, sum, activation);
  }

  /**
   * [n, h, w, c] or [n, c] → [n, k]; weights are [k, h·w·c] in NHWC order. The last layer of a classifier has no
   * activation ('none'): its output is the biased sum, named `output`.
   */
  fullyConnected(
    name: string,
    x: string,
    k: number,
    activation: Activation,
    output = name,
  ): string {
    this.#checkWidth(name, k);
    const features = product(this.graph.shapeOf(x).slice(1));
    const weights = this.#constant(`${name}.w`, [k, features]);
    const y = this.graph.node('fully-connected', `${name}/product`, [x, weights], {
      activation: 'none',
    });
    return this.#biased(name, y, activation, output);
  }

  /** The largest number of each window. */
  maxPool(name: string, x: string, layer: PoolLayer = {}): string {
    return this.graph.node('max-pool2d', name, [x], poolAttributes(layer));
  }

  /** The mean of each window; padding is not counted. */
  averagePool(name: string, x: string, layer: PoolLayer): string {
    const attributes = { ...poolAttributes(layer), countPadding: false };
    return this.graph.node('average-pool2d', name, [x], attributes);
  }

  /** Closes a classifier: its outputs are `logits` and their softmax, `prob`. */
  finish(logits: string): Graph {
    return this.graph.build([logits, this.graph.node('softmax', PROBABILITIES, [logits], {})]);
  }

  /** Closes a classifier with the mean over all pixels (`pool`) and one fully-connected layer (`fc`). */
  finishPooled(x: string, classes: number): Graph {
    const pooled = this.graph.node('global-average-pool', 'pool', [x], {});
    return this.finish(this.fullyConnected('fc', pooled, classes, 'none', 'logits'));
  }

  #biased(layer: string, x: string, activation: Activation, output = layer): string {
    const bias = this.#constant(`${layer}.b`, [this.channelsOf(x)]);
    const biased = activation === 'none' ? output : `${layer}/bias`;
    this.graph.node('bias-add', biased, [x, bias], {});
    return this.#activated(output, biased, activation);
  }

  #activated(name: string, x: string, activation: Activation): string {
    if (activation === 'none') return x;
    return this.graph.node('activation', name, [x], { activation });
  }

  #constant(name: string, shape: Shape): string {
    const weights = this.#weights(name, shape);
    const tensor = weights instanceof Float32Array ? f32Tensor(shape, weights) : weights;
    return this.graph.constant(name, tensor);
  }

  #checkWidth(layer: string, width: number): void {
    if (!isWhole(width)) {
      throw new GraphError(`Layer "${layer}" of "${this.#name}" would have ${width} outputs.`);
    }
  }
}

/**
 * TensorFlow's SAME: ⌈size / stride⌉ positions, and as little padding as they need, the odd pixel at the bottom and
 * the right. So a 3×3 window with stride 2 pads an even size behind it only.
 */
export function samePads(size: readonly [number, number], kernel: number, stride: number): Pads {
  const [vertical, horizontal] = size.map((pixels) =>
    Math.max((Math.ceil(pixels / stride) - 1) * stride + kernel - pixels, 0),
  ) as [number, number];
  const top = Math.floor(vertical / 2);
  const left = Math.floor(horizontal / 2);
  return { top, left, bottom: vertical - top, right: horizontal - left };
}

function padsOf(
  pads: Pads | 'same' | 'half',
  size: readonly [number, number],
  kernel: number,
  stride: number,
): Pads {
  if (pads === 'same') return samePads(size, kernel, stride);
  return pads === 'half' ? evenPads(Math.floor(kernel / 2)) : pads;
}

function poolAttributes({ kernel = 3, stride = 2, pads = NO_PADS, ceilMode = false }: PoolLayer) {
  return {
    kernel: [kernel, kernel],
    strides: [stride, stride],
    pads,
    ceilMode,
  } as const;
}
