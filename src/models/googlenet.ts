// GoogLeNet (Inception v1) with batch normalisation. Szegedy et al. 2014, arXiv:1409.4842, table 1.
import { GraphError } from '../errors';
import type { Model } from '../graph/model';
import { evenPads } from '../ops/window';
import { type ClassifierOptions, classifierOf, imagenetPreprocessing } from './classifier';
import { LayerBuilder } from './layers';
import { checkSizes } from './sizes';
import { seededWeights } from './weights';

/** Hyper-parameters; the defaults are the network that PyTorch has weights for, at 224 pixels. */
export interface GoogLeNetOptions extends ClassifierOptions {
  /** Side of the windows of the branch that is 5×5 in the paper; PyTorch's weights have 3×3 ones there. */
  readonly wideKernel?: 3 | 5;
}

/** Output channels of an inception module's layers: one row of table 1. */
interface InceptionWidths {
  readonly pointwise: number;
  readonly reduce3x3: number;
  readonly conv3x3: number;
  readonly reduce5x5: number;
  readonly conv5x5: number;
  /** After the pool. */
  readonly projection: number;
}

type Row = readonly [
  module: string,
  pointwise: number,
  reduce3x3: number,
  conv3x3: number,
  reduce5x5: number,
  conv5x5: number,
  projection: number,
];

const INCEPTIONS: readonly Row[] = [
  ['3a', 64, 96, 128, 16, 32, 32],
  ['3b', 128, 128, 192, 32, 96, 64],
  ['4a', 192, 96, 208, 16, 48, 64],
  ['4b', 160, 112, 224, 24, 64, 64],
  ['4c', 128, 128, 256, 24, 64, 64],
  ['4d', 112, 144, 288, 32, 64, 64],
  ['4e', 256, 160, 320, 32, 128, 128],
  ['5a', 256, 160, 320, 32, 128, 128],
  ['5b', 384, 192, 384, 48, 128, 128],
];

/** Pools behind modules, by their windows: PyTorch's network has 2×2 for the paper's 3×3 in the last. */
const POOLS: Readonly<Record<string, number>> = { '3b': 3, '4e': 2 };

/**
 * GoogLeNet (Szegedy et al. 2014, arXiv:1409.4842) as it is trained today: every convolution without a bias and with a
 * batch normalisation, no local response normalisation, no auxiliary classifiers. Input `input` [n, 3, s, s] (RGB,
 * standardised channel by channel); outputs `logits` and `prob` [n, classes]. Layers are conv1, conv2, conv3,
 * inception<m>/1x1, /3x3_reduce, /3x3, /5x5_reduce, /5x5, /pool_proj, and fc. Weights are named `<layer>.w` (OIHW; fc's
 * [k, c]), `<layer>.scale` and `<layer>.shift`, and fc.b.
 * @throws GraphError for another window, and for a size that is no positive whole number.
 */
export function googlenet(options: GoogLeNetOptions = {}): Model {
  const { wideKernel = 3, inputSize = 224, classes = 1000, batch = 1 } = options;
  if (wideKernel !== 3 && wideKernel !== 5) {
    throw new GraphError(`GoogLeNet's wide windows are of 3 or 5 pixels, got ${wideKernel}.`);
  }
  checkSizes('GoogLeNet', { inputSize, classes, batch });
  const net = new LayerBuilder('googlenet', 'nchw', options.weights ?? seededWeights());
  let x = net.graph.input('input', [batch, inputSize, inputSize, 3]);
  x = net.convolution('conv1', x, { ...NORMALISED, channels: 64, kernel: 7, stride: 2 });
  x = net.maxPool('pool1', x, { ceilMode: true });
  x = net.convolution('conv2', x, { ...NORMALISED, channels: 64, kernel: 1 });
  x = net.convolution('conv3', x, { ...NORMALISED, channels: 192, kernel: 3 });
  x = net.maxPool('pool2', x, { ceilMode: true });
  for (const [
    module,
    pointwise,
    reduce3x3,
    conv3x3,
    reduce5x5,
    conv5x5,
    projection,
  ] of INCEPTIONS) {
    const widths = { pointwise, reduce3x3, conv3x3, reduce5x5, conv5x5, projection };
    x = inception(net, `inception${module}`, x, widths, wideKernel);
    const kernel = POOLS[module];
    if (kernel) x = net.maxPool(`pool${module[0]}`, x, { kernel, ceilMode: true });
  }
  const graph = net.finishPooled(x, classes);
  const classifier = classifierOf(imagenetPreprocessing(inputSize), classes);
  return { name: 'googlenet', graph, classifier };
}

const NORMALISED = { pads: 'half', affine: 'batch-norm' } as const;

/** Figure 2 (b): 1×1, 3×3, 5×5 and a pool side by side, the latter three behind or before a 1×1; all concatenated. */
function inception(
  net: LayerBuilder,
  name: string,
  x: string,
  widths: InceptionWidths,
  wideKernel: number,
): string {
  const layer = (branch: string, from: string, channels: number, kernel: number) =>
    net.convolution(`${name}/${branch}`, from, { ...NORMALISED, channels, kernel });
  const reduced3x3 = layer('3x3_reduce', x, widths.reduce3x3, 1);
  const reduced5x5 = layer('5x5_reduce', x, widths.reduce5x5, 1);
  const pooled = net.maxPool(`${name}/pool`, x, { stride: 1, pads: evenPads(1), ceilMode: true });
  const branches = [
    layer('1x1', x, widths.pointwise, 1),
    layer('3x3', reduced3x3, widths.conv3x3, 3),
    layer('5x5', reduced5x5, widths.conv5x5, wideKernel),
    layer('pool_proj', pooled, widths.projection, 1),
  ];
  return net.graph.node('concat', `${name}/concat`, branches, {});
}
