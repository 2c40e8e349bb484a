// SqueezeNet as a function of its hyper-parameters. Iandola et al. 2016, arXiv:1602.07360, table 1 and section 5.1.
import { GraphError } from '../errors';
import { GraphBuilder } from '../ir/builder';
import type { Graph } from '../ir/graph';
import type { Preprocessing } from '../ir/model';
import { evenPads, NO_PADS, type Pads } from '../ir/ops';
import { channelsOf, f32Tensor, type Shape } from '../tensor/tensor';
import { seededWeights, type WeightProvider } from './weights';

/** Hyper-parameters; the defaults are SqueezeNet 1.0. Names in brackets are the paper's (section 5.1). */
export interface SqueezeNetOptions {
  /** Images in a batch. */
  readonly batch?: number;
  /** Height and width of the input, pixels. */
  readonly inputSize?: number;
  readonly classes?: number;
  /** Output channels, kernel side and stride of conv1. */
  readonly conv1?: { readonly channels: number; readonly kernel: number; readonly stride: number };
  /** Number of fire modules; they are named fire2, fire3, … */
  readonly fires?: number;
  /** Expand filters (1×1 and 3×3 together) of the first fire module (base_e). */
  readonly baseExpand?: number;
  /** Expand filters added every `expandFrequency` modules (incr_e). */
  readonly expandIncrement?: number;
  /** Modules between two increments (freq). */
  readonly expandFrequency?: number;
  /** Squeeze filters per expand filter (SR). */
  readonly squeezeRatio?: number;
  /** Share of the expand filters that are 3×3 (pct_3x3). */
  readonly expand3x3Ratio?: number;
  /** Modules that a 3×3 stride-2 max pool (size rounded up) follows. */
  readonly poolAfter?: readonly string[];
  readonly weights?: WeightProvider;
}

/** Name and OIHW shape of one convolution, in network order: what a weights file has to hold. */
export interface ConvolutionSpec {
  readonly name: string;
  readonly shape: Shape;
}

const DEFAULTS = {
  batch: 1,
  inputSize: 227,
  classes: 1000,
  conv1: { channels: 96, kernel: 7, stride: 2 },
  fires: 8,
  baseExpand: 128,
  expandIncrement: 128,
  expandFrequency: 2,
  squeezeRatio: 0.125,
  expand3x3Ratio: 0.5,
  poolAfter: ['conv1', 'fire4', 'fire8'],
} as const satisfies SqueezeNetOptions;

/** How the authors' Caffe models see pictures: whole picture to 256×256, centre 227, BGR minus the ImageNet mean. */
export const SQUEEZENET_PREPROCESSING: Preprocessing = {
  region: 'full',
  resize: { width: 256, height: 256 },
  crop: { width: 227, height: 227 },
  channelOrder: 'bgr',
  mean: [104, 117, 123],
  scale: 1,
};

/**
 * The SqueezeNet graph. Input `data` [n, 3, s, s] (BGR minus mean); outputs `logits` and `prob` [n, classes].
 * Weights are named `<layer>.w` (OIHW) and `<layer>.b`; without a provider they are seeded random numbers.
 * @throws GraphError when the hyper-parameters do not give a network (a window larger than its input, say).
 */
export function squeezenet(options: SqueezeNetOptions = {}): Graph {
  const settings = { ...DEFAULTS, ...options };
  const { batch, inputSize: side } = settings;
  if (![batch, side].every((size) => Number.isInteger(size) && size > 0)) {
    throw new GraphError(
      `SqueezeNet needs a whole batch and input size, got ${batch} and ${side}.`,
    );
  }
  const weights = options.weights ?? seededWeights();
  const net = new NetBuilder(new GraphBuilder('squeezenet', 'nchw'), weights, settings.poolAfter);
  const { conv1, inputSize } = settings;
  let x = net.graph.input('data', [settings.batch, inputSize, inputSize, 3]);
  x = net.convolve('conv1', x, conv1.channels, conv1.kernel, conv1.stride, NO_PADS);
  x = net.poolIfAsked('conv1', x);
  for (const fire of fireWidths(settings)) {
    x = net.fire(fire, x);
    x = net.poolIfAsked(fire.name, x);
  }
  // Caffe's conv10 pads its 1×1 window by one: the border becomes relu(bias), and the mean counts it.
  x = net.convolve('conv10', x, settings.classes, 1, 1, evenPads(1));
  const logits = net.graph.node('global-average-pool', 'logits', [x], {});
  const prob = net.graph.node('softmax', 'prob', [logits], {});
  return net.graph.build([logits, prob]);
}

/** The convolutions of the network that `squeezenet` builds with the same options. */
export function squeezenetConvolutions(options: SqueezeNetOptions = {}): ConvolutionSpec[] {
  const found: ConvolutionSpec[] = [];
  squeezenet({
    ...options,
    weights: (name, shape) => {
      if (shape.length === 4) found.push({ name: name.slice(0, -'.w'.length), shape });
      return new Float32Array(shape.reduce((a, b) => a * b, 1));
    },
  });
  return found;
}

interface FireWidths {
  readonly name: string;
  readonly squeeze: number;
  readonly expand1x1: number;
  readonly expand3x3: number;
}

/** Section 5.1: e_i = base_e + incr_e · ⌊i / freq⌋, s_i = SR · e_i, split by pct_3x3. */
function fireWidths(settings: Required<Omit<SqueezeNetOptions, 'weights'>>): FireWidths[] {
  return Array.from({ length: settings.fires }, (_, i) => {
    const expand =
      settings.baseExpand + settings.expandIncrement * Math.floor(i / settings.expandFrequency);
    const expand3x3 = Math.round(settings.expand3x3Ratio * expand);
    return {
      name: `fire${i + 2}`,
      squeeze: Math.max(1, Math.round(settings.squeezeRatio * expand)),
      expand1x1: expand - expand3x3,
      expand3x3,
    };
  });
}

class NetBuilder {
  constructor(
    readonly graph: GraphBuilder,
    readonly weights: WeightProvider,
    readonly poolAfter: readonly string[],
  ) {}

  /** Convolution, bias and ReLU as three nodes: fusing them is a pass's work. */
  convolve(name: string, x: string, k: number, kernel: number, stride: number, pads: Pads): string {
    const { graph } = this;
    if (!Number.isInteger(k) || k < 1) {
      throw new GraphError(`SqueezeNet's layer "${name}" would have ${k} filters.`);
    }
    const shape = [k, channelsOf(graph.shapeOf(x)), kernel, kernel];
    const w = graph.constant(`${name}.w`, f32Tensor(shape, this.weights(`${name}.w`, shape)));
    const b = graph.constant(`${name}.b`, f32Tensor([k], this.weights(`${name}.b`, [k])));
    const y = graph.node('conv2d', `${name}/conv`, [x, w], {
      kernel: [kernel, kernel],
      strides: [stride, stride],
      pads,
      dilations: [1, 1],
      groups: 1,
      activation: 'none',
    });
    const biased = graph.node('bias-add', `${name}/bias`, [y, b], {});
    return graph.node('activation', name, [biased], { activation: 'relu' });
  }

  /** Fire module (section 3.1): squeeze by 1×1, expand by 1×1 and 3×3 side by side, concatenate. */
  fire({ name, squeeze, expand1x1, expand3x3 }: FireWidths, x: string): string {
    const s = this.convolve(`${name}/squeeze1x1`, x, squeeze, 1, 1, NO_PADS);
    const e1 = this.convolve(`${name}/expand1x1`, s, expand1x1, 1, 1, NO_PADS);
    const e3 = this.convolve(`${name}/expand3x3`, s, expand3x3, 3, 1, evenPads(1));
    return this.graph.node('concat', `${name}/concat`, [e1, e3], {});
  }

  poolIfAsked(layer: string, x: string): string {
    if (!this.poolAfter.includes(layer)) return x;
    return this.graph.node('max-pool2d', layer.replace(/^\D+/, 'pool'), [x], {
      kernel: [3, 3],
      strides: [2, 2],
      pads: NO_PADS,
      ceilMode: true,
    });
  }
}
