// MobileNet v2 as a function of its two multipliers. Sandler et al. 2018, arXiv:1801.04381, table 2.
import type { Model } from '../graph/model';
import { RELU6 } from '../ops/elementwise/functions';
import { type ClassifierOptions, classifierOf, imagenetPreprocessing } from './classifier';
import { invertedResidual } from './inverted-residual';
import { LayerBuilder } from './layers';
import { checkSizes, checkWidthMultiplier, roundChannels, sideOf } from './sizes';
import { seededWeights } from './weights';

/** Hyper-parameters; the defaults are the paper's 1.0 MobileNetV2 at 224 pixels. */
export interface MobileNetV2Options extends Omit<ClassifierOptions, 'inputSize'> {
  /** Width multiplier α, above 0: it scales all channels, the last 1280 only where it is above 1 (section 6.1). */
  readonly alpha?: number;
  /** Resolution multiplier ρ in (0, 1] of 224 pixels; above 1, the input's side in pixels. */
  readonly rho?: number;
}

/** Table 2: expansion t, channels c, blocks n, stride s of the first of them. */
const STAGES = [
  { expansion: 1, channels: 16, blocks: 1, stride: 1 },
  { expansion: 6, channels: 24, blocks: 2, stride: 2 },
  { expansion: 6, channels: 32, blocks: 3, stride: 2 },
  { expansion: 6, channels: 64, blocks: 4, stride: 2 },
  { expansion: 6, channels: 96, blocks: 3, stride: 1 },
  { expansion: 6, channels: 160, blocks: 3, stride: 2 },
  { expansion: 6, channels: 320, blocks: 1, stride: 1 },
] as const;

/**
 * MobileNet v2 (Sandler et al. 2018, arXiv:1801.04381). Input `input` [n, 3, s, s] (RGB, standardised channel by
 * channel); outputs `logits` and `prob` [n, classes]. Layers are conv1, block1 … block17 (/expand, /depthwise,
 * /project; the last of a block without residual has the block's own name), conv2 and fc. Weights are named `<layer>.w`
 * (OIHW; fc's [k, c]), `<layer>.scale` and `<layer>.shift`, and fc.b.
 * @throws GraphError for a multiplier outside its range, and for a size that is no positive whole number.
 */
export function mobilenetV2(options: MobileNetV2Options = {}): Model {
  const { alpha = 1, rho = 224, classes = 1000, batch = 1 } = options;
  checkWidthMultiplier('MobileNet v2', alpha);
  const side = sideOf(rho);
  checkSizes('MobileNet v2', { batch, classes });
  const name = `mobilenet-v2-${alpha === 1 ? '1.0' : alpha}-${side}`;
  const net = new LayerBuilder(name, 'nchw', options.weights ?? seededWeights());
  const normalised = { pads: 'half', affine: 'batch-norm', activation: RELU6 } as const;
  let x = net.graph.input('input', [batch, side, side, 3]);
  const conv1 = { channels: roundChannels(32 * alpha), kernel: 3, stride: 2 };
  x = net.convolution('conv1', x, { ...normalised, ...conv1 });
  let index = 0;
  for (const { expansion, channels, blocks, stride } of STAGES) {
    for (let block = 0; block < blocks; block++) {
      index++;
      x = invertedResidual(net, `block${index}`, x, {
        expanded: expansion * net.channelsOf(x),
        channels: roundChannels(channels * alpha),
        kernel: 3,
        stride: block === 0 ? stride : 1,
        activation: RELU6,
      });
    }
  }
  const last = roundChannels(1280 * Math.max(1, alpha));
  x = net.convolution('conv2', x, { ...normalised, channels: last, kernel: 1 });
  const graph = net.finishPooled(x, classes);
  return { name, graph, classifier: classifierOf(imagenetPreprocessing(side), classes) };
}
