// DenseNet as a function of its hyper-parameters. Huang et al. 2016, arXiv:1608.06993, section 3 and table 1.
import { GraphError } from '../errors';
import type { Model } from '../graph/model';
import { evenPads } from '../ops/window';
import {
  type ClassifierOptions,
  cifarPreprocessing,
  classifierOf,
  imagenetPreprocessing,
} from './classifier';
import { LayerBuilder } from './layers';
import { checkSizes } from './sizes';
import { seededWeights } from './weights';

/** Hyper-parameters; what is not given is that of the preset of this depth. */
export interface DenseNetOptions extends ClassifierOptions {
  /**
   * The preset: 121 (where nothing is given), 169 and 201 of table 1, for ImageNet; for CIFAR, in 32×32 pixels and 10
   * classes, 40 (plain, k = 12) and 100 (DenseNet-BC, k = 12) of table 2.
   */
  readonly depth?: 40 | 100 | 121 | 169 | 201;
  /** Channels that every dense layer adds (k). */
  readonly growthRate?: number;
  /** Dense layers of each block; a transition follows every block but the last. */
  readonly blocks?: readonly number[];
  /** Channels in front of the first block. */
  readonly initialChannels?: number;
  /** Share of the channels that a transition leaves (θ), above 0 and up to 1. */
  readonly compression?: number;
  /**
   * Channels of the 1×1 convolution in front of each 3×3 one, in growth rates: 4 for `true`. There is none for `false`.
   */
  readonly bottleneck?: boolean | number;
  /** What is in front of the blocks: 7×7 with stride 2 and a max pool, or 3×3. */
  readonly stem?: 'imagenet' | 'cifar';
}

type Settings = Required<Omit<DenseNetOptions, 'depth' | 'batch' | 'weights'>>;

const IMAGENET: Settings = {
  growthRate: 32,
  blocks: [6, 12, 24, 16],
  initialChannels: 64,
  compression: 0.5,
  bottleneck: true,
  stem: 'imagenet',
  inputSize: 224,
  classes: 1000,
};

const CIFAR: Settings = {
  growthRate: 12,
  blocks: [12, 12, 12],
  initialChannels: 16,
  compression: 1,
  bottleneck: false,
  stem: 'cifar',
  inputSize: 32,
  classes: 10,
};

const PRESETS: Readonly<Record<number, Settings>> = {
  40: CIFAR,
  // Section 3: a DenseNet-BC begins with two growth rates.
  100: { ...CIFAR, blocks: [16, 16, 16], initialChannels: 24, compression: 0.5, bottleneck: true },
  121: IMAGENET,
  169: { ...IMAGENET, blocks: [6, 12, 32, 32] },
  201: { ...IMAGENET, blocks: [6, 12, 48, 32] },
};

/**
 * DenseNet (Huang et al. 2016, arXiv:1608.06993). Input `input` [n, 3, s, s] (RGB, standardised channel by channel);
 * outputs `logits` and `prob` [n, classes]. Layers are stem, block<b>/layer<l>/conv1 and conv2 (conv1 only without
 * bottleneck) behind norm1 and norm2, transition<b>/norm and /conv, norm and fc. Weights are named `<layer>.w` (OIHW;
 * fc's [k, c]), `<layer>.scale` and `<layer>.shift`, and fc.b; convolutions have no biases.
 * @throws GraphError when the hyper-parameters do not give a network.
 */
export function densenet(options: DenseNetOptions = {}): Model {
  const { depth = 121, batch = 1, weights = seededWeights(), ...given } = options;
  const preset = PRESETS[depth];
  if (!preset) {
    throw new GraphError(
      `DenseNet's depth is one of ${Object.keys(PRESETS).join(', ')}; got "${depth}".`,
    );
  }
  const settings = { ...preset, ...given };
  const { blocks, inputSize, classes, stem } = settings;
  checkSettings(settings, batch);
  const name = `densenet-${layersOf(settings)}`;
  const net = new LayerBuilder(name, 'nchw', weights);
  let x = stemOf(net, net.graph.input('input', [batch, inputSize, inputSize, 3]), settings);
  for (const [index, layers] of blocks.entries()) {
    const at = index + 1;
    for (let layer = 1; layer <= layers; layer++) {
      x = denseLayer(net, `block${at}/layer${layer}`, x, settings);
    }
    if (at < blocks.length) x = transition(net, `transition${at}`, x, settings.compression);
  }
  const graph = net.finishPooled(net.batchNorm('norm', x, 'relu'), classes);
  const see = stem === 'cifar' ? cifarPreprocessing : imagenetPreprocessing;
  return { name, graph, classifier: classifierOf(see(inputSize), classes) };
}

/** Channels of the bottleneck in growth rates; 0 where there is none. */
function bottleneckRatio({ bottleneck }: Settings): number {
  return bottleneck === true ? 4 : Number(bottleneck);
}

function checkSettings(settings: Settings, batch: number): void {
  const { growthRate, initialChannels, inputSize, classes, compression, blocks, stem } = settings;
  checkSizes('DenseNet', { growthRate, initialChannels, inputSize, classes, batch });
  checkSizes('DenseNet', { 'the number of blocks': blocks.length });
  for (const layers of blocks) checkSizes('DenseNet', { 'the layers of a block': layers });
  if (!(compression > 0 && compression <= 1)) {
    throw new GraphError(`DenseNet's compression must be in (0, 1], got ${compression}.`);
  }
  if (!(bottleneckRatio(settings) >= 0)) {
    throw new GraphError(
      `DenseNet's bottleneck must be true, false or a number above 0, got ${settings.bottleneck}.`,
    );
  }
  if (stem !== 'imagenet' && stem !== 'cifar') {
    throw new GraphError(`DenseNet's stem is "imagenet" or "cifar", got "${stem}".`);
  }
}

/** Layers with weights as the paper counts them: convolutions and the classifier. */
function layersOf(settings: Settings): number {
  const convolutions = bottleneckRatio(settings) > 0 ? 2 : 1;
  const dense = settings.blocks.reduce((sum, layers) => sum + layers, 0);
  return 1 + convolutions * dense + (settings.blocks.length - 1) + 1;
}

/** On CIFAR the first convolution stands bare: the first dense layer begins with a normalisation. */
function stemOf(net: LayerBuilder, x: string, { stem, initialChannels }: Settings): string {
  const channels = initialChannels;
  if (stem === 'cifar') {
    return bareConvolution(net, 'stem', x, channels, 3);
  }
  const y = net.convolution('stem', x, {
    channels,
    kernel: 7,
    stride: 2,
    pads: 'half',
    affine: 'batch-norm',
  });
  return net.maxPool('pool0', y, { pads: evenPads(1) });
}

/** Section 3, composite function and bottleneck: normalise, rectify, convolve; once or twice. Then [x, new]. */
function denseLayer(net: LayerBuilder, name: string, x: string, settings: Settings): string {
  const { growthRate } = settings;
  const ratio = bottleneckRatio(settings);
  let y = net.batchNorm(`${name}/norm1`, x, 'relu');
  if (ratio > 0) {
    y = bareConvolution(net, `${name}/conv1`, y, ratio * growthRate, 1);
    y = net.batchNorm(`${name}/norm2`, y, 'relu');
  }
  y = bareConvolution(net, `${name}/conv${ratio > 0 ? 2 : 1}`, y, growthRate, 3);
  return net.graph.node('concat', `${name}/concat`, [x, y], {});
}

/** Section 3, pooling layers: normalise, rectify, compress by 1×1, halve by an average pool. */
function transition(net: LayerBuilder, name: string, x: string, compression: number): string {
  const channels = Math.floor(compression * net.channelsOf(x));
  const y = bareConvolution(
    net,
    `${name}/conv`,
    net.batchNorm(`${name}/norm`, x, 'relu'),
    channels,
    1,
  );
  return net.averagePool(`${name}/pool`, y, { kernel: 2, stride: 2 });
}

/** A convolution alone: normalisation and activation are in front of it. */
function bareConvolution(
  net: LayerBuilder,
  name: string,
  x: string,
  channels: number,
  kernel: number,
): string {
  return net.convolution(name, x, {
    channels,
    kernel,
    pads: 'half',
    affine: 'none',
    activation: 'none',
  });
}
