// What the architectures share: layers as separate nodes (convolution, bias, activation: fusing them is a pass's
// work), TensorFlow's SAME padding, Caffe's view of pictures, and checked sizes.
import { GraphError } from '../errors';
import { GraphBuilder } from '../ir/builder';
import type { Graph } from '../ir/graph';
import type { Classifier, Preprocessing } from '../ir/model';
import { type Activation, NO_PADS, type Pads } from '../ir/ops';
import type { AxisOrder } from '../tensor/layout';
import { channelsOf, f32Tensor, type Shape } from '../tensor/tensor';
import { product } from '../util/math';
import type { WeightProvider } from './weights';

/** A convolution with a square window; stride 1, no padding, one group and ReLU where nothing else is given. */
export interface ConvolutionLayer {
  /** Output channels. */
  readonly channels: number;
  readonly kernel: number;
  readonly stride?: number;
  readonly pads?: Pads | 'same';
  readonly groups?: number;
  readonly activation?: Activation;
}

/** Builds a network layer by layer. Methods take and return names of values; weights are `<layer>.w`, `<layer>.b`. */
export class LayerBuilder {
  readonly graph: GraphBuilder;
  readonly #name: string;
  readonly #weights: WeightProvider;

  constructor(name: string, axisOrder: AxisOrder, weights: WeightProvider) {
    this.graph = new GraphBuilder(name, axisOrder);
    this.#name = name;
    this.#weights = weights;
  }

  /** Weights are OIHW. @throws GraphError when the layer has no whole, positive size or does not fit x. */
  convolution(name: string, x: string, layer: ConvolutionLayer): string {
    const { channels, kernel, stride = 1, pads = NO_PADS, groups = 1, activation = 'relu' } = layer;
    this.#checkWidth(name, channels);
    const [, h = 0, w = 0, c = 0] = this.graph.shapeOf(x);
    const weights = this.#constant(`${name}.w`, [channels, c / groups, kernel, kernel]);
    const y = this.graph.node('conv2d', `${name}/conv`, [x, weights], {
      kernel: [kernel, kernel],
      strides: [stride, stride],
      pads: pads === 'same' ? samePads([h, w], kernel, stride) : pads,
      dilations: [1, 1],
      groups,
      activation: 'none',
    });
    const biased = this.#addBias(name, y, `${name}/bias`);
    return this.graph.node('activation', name, [biased], { activation });
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
    if (activation === 'none') return this.#addBias(name, y, output);
    const biased = this.#addBias(name, y, `${name}/bias`);
    return this.graph.node('activation', output, [biased], { activation });
  }

  /** 3×3 max pool with stride 2; Caffe rounds its size up (`ceilMode`). */
  maxPool(name: string, x: string, ceilMode: boolean): string {
    return this.graph.node('max-pool2d', name, [x], {
      kernel: [3, 3],
      strides: [2, 2],
      pads: NO_PADS,
      ceilMode,
    });
  }

  /** Closes a classifier: its outputs are `logits` and their softmax, `prob`. */
  finish(logits: string): Graph {
    return this.graph.build([logits, this.graph.node('softmax', PROBABILITIES, [logits], {})]);
  }

  #addBias(layer: string, x: string, output: string): string {
    const bias = this.#constant(`${layer}.b`, [channelsOf(this.graph.shapeOf(x))]);
    return this.graph.node('bias-add', output, [x, bias], {});
  }

  #constant(name: string, shape: Shape): string {
    return this.graph.constant(name, f32Tensor(shape, this.#weights(name, shape)));
  }

  #checkWidth(layer: string, width: number): void {
    if (!isWhole(width)) {
      throw new GraphError(`Layer "${layer}" of "${this.#name}" would have ${width} outputs.`);
    }
  }
}

const PROBABILITIES = 'prob';

/** What a classifier that `finish` closed says about itself: ImageNet's names where it has as many classes. */
export function classifierOf(preprocessing: Preprocessing, classes: number): Classifier {
  const labels = classes === 1000 ? 'imagenet-1000' : null;
  return { preprocessing, probabilities: PROBABILITIES, labels, background: false };
}

/**
 * How Caffe's ImageNet models see pictures: squeezed to 256×256, the centre of `nativeSize` cut out, BGR minus the
 * mean of ImageNet. Another input size sees the same part of the picture, in more or fewer pixels.
 */
export function caffePreprocessing(inputSize: number, nativeSize: number): Preprocessing {
  const side = Math.round((256 * inputSize) / nativeSize);
  return {
    region: 'full',
    resize: { width: side, height: side },
    crop: { width: inputSize, height: inputSize },
    channelOrder: 'bgr',
    mean: [104, 117, 123],
    scale: 1,
  };
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

/** Refuses sizes that are not positive whole numbers, by their names. @throws GraphError */
export function checkSizes(network: string, sizes: Readonly<Record<string, number>>): void {
  for (const [name, size] of Object.entries(sizes)) {
    if (!isWhole(size)) {
      throw new GraphError(`${network} needs a positive whole number for ${name}, got ${size}.`);
    }
  }
}

function isWhole(size: number): boolean {
  return Number.isInteger(size) && size > 0;
}
