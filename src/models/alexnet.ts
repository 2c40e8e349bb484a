// AlexNet in one tower, the baseline that small networks are measured against. Krizhevsky 2014, arXiv:1404.5997.
import { GraphError } from '../errors';
import type { Model } from '../graph/model';
import { localResponseNorm } from '../ops/norm/local-response-norm';
import { evenPads } from '../ops/window';
import { caffePreprocessing, classifierOf } from './classifier';
import { LayerBuilder } from './layers';
import { checkSizes } from './sizes';
import { seededWeights, type WeightProvider } from './weights';

/** Hyper-parameters; the defaults give the network of 61,100,840 parameters. */
export interface AlexNetOptions {
  /** Multiplies the width of every layer but the last; above 0. */
  readonly width?: number;
  /** Height and width of the input, pixels; 63 is the least for the stem of ImageNet. */
  readonly inputSize?: number;
  readonly classes?: number;
  /** What conv1 is: 11×11 with stride 4, or 5×5 with stride 1 for pictures as small as CIFAR's (15 pixels at least). */
  readonly stem?: 'imagenet' | 'cifar';
  /** Units of fc6 and of fc7 at width 1. */
  readonly hidden?: number;
  /** Local response normalisation after conv1 and conv2, as in the paper of 2012. */
  readonly lrn?: boolean;
  /** Images in a batch. */
  readonly batch?: number;
  /** Weights by name; seeded random numbers where it is not given, 244 MB of them at width 1. */
  readonly weights?: WeightProvider;
}

interface AlexNetConvolution {
  readonly channels: number;
  readonly kernel: number;
  readonly stride: number;
  readonly pad: number;
  readonly normalised: boolean;
  readonly pooled: boolean;
}

const PLAIN = { stride: 1, pad: 1, kernel: 3, normalised: false, pooled: false } as const;

const STEMS: Readonly<Record<string, AlexNetConvolution>> = {
  imagenet: { channels: 64, kernel: 11, stride: 4, pad: 2, normalised: true, pooled: true },
  cifar: { channels: 64, kernel: 5, stride: 1, pad: 2, normalised: true, pooled: true },
};

const BEHIND_STEM: readonly AlexNetConvolution[] = [
  { channels: 192, kernel: 5, stride: 1, pad: 2, normalised: true, pooled: true },
  { ...PLAIN, channels: 384 },
  { ...PLAIN, channels: 256 },
  { ...PLAIN, channels: 256, pooled: true },
];

const HIDDEN = 4096;

/** Krizhevsky et al. 2012, section 3.3: n = 5, k = 2, α = 1e-4 for each of the n terms, β = 0.75. */
const NORMALISATION = { size: 5, bias: 2, alpha: 5e-4, beta: 0.75 } as const;

const NATIVE_SIZE = 224;

/**
 * AlexNet without groups (Krizhevsky 2014, "One weird trick", arXiv:1404.5997; layers after Krizhevsky, Sutskever and
 * Hinton 2012). Input `data` [n, 3, s, s] (BGR minus mean); outputs `logits` and `prob` [n, classes]. Weights are named
 * `<layer>.w` and `<layer>.b`: OIHW for conv1 … conv5; [k, h·w·c] for fc6, fc7, fc8, whose columns are in NHWC order
 * (frameworks that flatten NCHW hold fc6's in c·h·w order). To count costs without the memory, give `sharedZeros()`.
 * @throws GraphError for a width that is not above 0, a size that is no positive whole number, or an input too small.
 */
export function alexnet(options: AlexNetOptions = {}): Model {
  const { width = 1, inputSize = NATIVE_SIZE, classes = 1000, lrn = false, batch = 1 } = options;
  if (!(width > 0 && Number.isFinite(width))) {
    throw new GraphError(`AlexNet's width must be above 0, got ${width}.`);
  }
  const { hidden = HIDDEN, stem = 'imagenet' } = options;
  checkSizes('AlexNet', { batch, inputSize, classes, hidden });
  const conv1 = STEMS[stem];
  if (!conv1) {
    throw new GraphError(`AlexNet's stem is "imagenet" or "cifar", got "${stem}".`);
  }
  const scaled = (size: number) => Math.max(1, Math.round(width * size));
  const net = new LayerBuilder('alexnet', 'nchw', options.weights ?? seededWeights(), [
    localResponseNorm,
  ]);
  let x = net.graph.input('data', [batch, inputSize, inputSize, 3]);
  for (const [index, layer] of [conv1, ...BEHIND_STEM].entries()) {
    const { channels, pad, normalised, pooled } = layer;
    const at = index + 1;
    const given = { ...layer, channels: scaled(channels), pads: evenPads(pad) };
    x = net.convolution(`conv${at}`, x, given);
    if (lrn && normalised) {
      x = net.graph.node('local-response-norm', `norm${at}`, [x], NORMALISATION);
    }
    if (pooled) x = net.maxPool(`pool${at}`, x);
  }
  x = net.fullyConnected('fc6', x, scaled(hidden), 'relu');
  x = net.fullyConnected('fc7', x, scaled(hidden), 'relu');
  const graph = net.finish(net.fullyConnected('fc8', x, classes, 'none', 'logits'));
  const preprocessing = caffePreprocessing(inputSize, NATIVE_SIZE);
  return { name: 'alexnet', graph, classifier: classifierOf(preprocessing, classes) };
}
