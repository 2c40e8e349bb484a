// MobileNet v3 Small as a function of its width. Howard et al. 2019, arXiv:1905.02244, table 2.
import type { Model } from '../graph/model';
import type { Activation } from '../ops/elementwise/functions';
import { type ClassifierOptions, classifierOf, imagenetPreprocessing } from './classifier';
import { type InvertedResidual, invertedResidual } from './inverted-residual';
import { LayerBuilder } from './layers';
import { checkSizes, checkWidthMultiplier, roundChannels } from './sizes';
import { seededWeights } from './weights';

/** Hyper-parameters; the defaults are the paper's 1.0 MobileNetV3-Small at 224 pixels. */
export interface MobileNetV3SmallOptions extends ClassifierOptions {
  /** Width multiplier α, above 0. */
  readonly alpha?: number;
}

/** A row of table 2: window, expansion, channels, squeeze-and-excite, hard-swish instead of ReLU, stride. */
type Row = readonly [
  kernel: number,
  expanded: number,
  channels: number,
  squeeze: boolean,
  hardSwish: boolean,
  stride: number,
];

const ROWS: readonly Row[] = [
  [3, 16, 16, true, false, 2],
  [3, 72, 24, false, false, 2],
  [3, 88, 24, false, false, 1],
  [5, 96, 40, true, true, 2],
  [5, 240, 40, true, true, 1],
  [5, 240, 40, true, true, 1],
  [5, 120, 48, true, true, 1],
  [5, 144, 48, true, true, 1],
  [5, 288, 96, true, true, 2],
  [5, 576, 96, true, true, 1],
  [5, 576, 96, true, true, 1],
];

/** Section 5.2: relu6(x + 3) / 6 in place of the sigmoid. */
const HARD_SIGMOID: Activation = { hardSigmoid: [1 / 6, 0.5] };

/**
 * MobileNet v3 Small (Howard et al. 2019, arXiv:1905.02244). Input `input` [n, 3, s, s] (RGB, standardised channel by
 * channel); outputs `logits` and `prob` [n, classes]. Layers are conv1, block1 … block11 (/expand, /depthwise, /reduce
 * and /restore, /project; the last of a block without residual has the block's own name), conv2, fc1 and fc2. Weights
 * are named `<layer>.w` (OIHW; fully-connected [k, c]) with `<layer>.scale` and `<layer>.shift`, or `<layer>.b`.
 * @throws GraphError for a multiplier that is not above 0, and for a size that is no positive whole number.
 */
export function mobilenetV3Small(options: MobileNetV3SmallOptions = {}): Model {
  const { alpha = 1, inputSize = 224, classes = 1000, batch = 1 } = options;
  checkWidthMultiplier('MobileNet v3', alpha);
  checkSizes('MobileNet v3', { batch, inputSize, classes });
  const name = `mobilenet-v3-small-${alpha === 1 ? '1.0' : alpha}`;
  const net = new LayerBuilder(name, 'nchw', options.weights ?? seededWeights());
  const normalised = { pads: 'half', affine: 'batch-norm', activation: 'hard-swish' } as const;
  let x = net.graph.input('input', [batch, inputSize, inputSize, 3]);
  const conv1 = { channels: roundChannels(16 * alpha), kernel: 3, stride: 2 };
  x = net.convolution('conv1', x, { ...normalised, ...conv1 });
  for (const [index, row] of ROWS.entries()) {
    x = invertedResidual(net, `block${index + 1}`, x, blockOf(row, alpha));
  }
  x = net.convolution('conv2', x, { ...normalised, channels: 6 * net.channelsOf(x), kernel: 1 });
  x = net.graph.node('global-average-pool', 'pool', [x], {});
  x = net.fullyConnected('fc1', x, roundChannels(1024 * alpha), 'hard-swish');
  const graph = net.finish(net.fullyConnected('fc2', x, classes, 'none', 'logits'));
  return { name, graph, classifier: classifierOf(imagenetPreprocessing(inputSize), classes) };
}

function blockOf(row: Row, alpha: number): InvertedResidual {
  const [kernel, expansion, channels, squeeze, hardSwish, stride] = row;
  const expanded = roundChannels(expansion * alpha);
  // Section 5.3: a quarter of the expansion.
  const squeezed = roundChannels(expanded / 4);
  const se = { channels: squeezed, activation: 'relu', gate: HARD_SIGMOID } as const;
  return {
    expanded,
    channels: roundChannels(channels * alpha),
    kernel,
    stride,
    activation: hardSwish ? 'hard-swish' : 'relu',
    ...(squeeze ? { squeezeExcite: se } : {}),
  };
}
