// MobileNet v1 as a function of its two multipliers. Howard et al. 2017, arXiv:1704.04861, table 1 and section 3.
import { GraphError } from '../errors';
import type { Model, Preprocessing } from '../graph/model';
import { RELU6 } from '../ops/elementwise/functions';
import { classifierOf } from './classifier';
import { LayerBuilder } from './layers';
import { checkSizes, sideOf } from './sizes';
import { seededWeights, type WeightProvider } from './weights';

/** Hyper-parameters; the defaults are the paper's 1.0 MobileNet-224. */
export interface MobileNetV1Options {
  /** Width multiplier α in (0, 1]: the share of every layer's channels (section 3.3). */
  readonly alpha?: number;
  /** Resolution multiplier ρ in (0, 1] of 224 pixels (section 3.4); above 1, the input's side in pixels. */
  readonly rho?: number;
  readonly classes?: number;
  /** Images in a batch. */
  readonly batch?: number;
  /** False gives table 4's network of full 3×3 convolutions, one for each depthwise-separable block. */
  readonly separable?: boolean;
  /** True leaves out the five blocks of 14×14×512, as table 5 does. */
  readonly shallow?: boolean;
  /** Stride of conv1; 1 for pictures as small as a thumbnail. */
  readonly stemStride?: 1 | 2;
  /** The blocks behind conv1, with their channels at α = 1; table 1's where it is not given. */
  readonly blocks?: readonly MobileNetV1Block[];
  /** Weights by name; seeded random numbers where it is not given. */
  readonly weights?: WeightProvider;
}

/** A depthwise separable block (section 3.1): output channels at α = 1, and the stride of its depthwise convolution. */
export interface MobileNetV1Block {
  readonly channels: number;
  readonly stride: number;
}

const BEFORE: readonly MobileNetV1Block[] = [
  { channels: 64, stride: 1 },
  { channels: 128, stride: 2 },
  { channels: 128, stride: 1 },
  { channels: 256, stride: 2 },
  { channels: 256, stride: 1 },
  { channels: 512, stride: 2 },
];
const REPEATED: readonly MobileNetV1Block[] = Array<MobileNetV1Block>(5).fill({
  channels: 512,
  stride: 1,
});
// Table 1 prints stride 2 for the last depthwise convolution; its sizes, 7×7 in and out, need 1.
const AFTER: readonly MobileNetV1Block[] = [
  { channels: 1024, stride: 2 },
  { channels: 1024, stride: 1 },
];
const TABLE_1 = [...BEFORE, ...REPEATED, ...AFTER];
const SHALLOW = [...BEFORE, ...AFTER];

/**
 * MobileNet v1 (Howard et al. 2017, arXiv:1704.04861, table 1). Input `input` [n, s, s, 3], RGB from −1 to 1; outputs
 * `logits` and `prob` [n, classes]. Layers are conv1, conv_dw_1, conv_pw_1 … conv_dw_13, conv_pw_13 and fc (conv_1 …
 * conv_13 where not separable); weights are named `<layer>.w` (OIHW; a depthwise one is [c, 1, 3, 3]; fc's [k, c])
 * and `<layer>.b`: a batch normalisation after a convolution is folded into both.
 * @throws GraphError for a multiplier outside its range, and for a size that is no positive whole number.
 */
export function mobilenetV1(options: MobileNetV1Options = {}): Model {
  const { alpha = 1, rho = 224, classes = 1000, batch = 1 } = options;
  const { separable = true, shallow = false, stemStride = 2 } = options;
  const { blocks = shallow ? SHALLOW : TABLE_1, weights = seededWeights() } = options;
  if (!(alpha > 0 && alpha <= 1)) {
    throw new GraphError(`MobileNet's width multiplier alpha must be in (0, 1], got ${alpha}.`);
  }
  const side = sideOf(rho);
  checkSizes('MobileNet', { batch, classes });
  const variant = `${separable ? '' : '-full'}${shallow ? '-shallow' : ''}`;
  const name = `mobilenet-v1-${alpha === 1 ? '1.0' : alpha}-${side}${variant}`;
  const net = new LayerBuilder(name, 'nhwc', weights);
  let x = net.graph.input('input', [batch, side, side, 3]);
  const conv1 = { channels: scaled(alpha, 32), kernel: 3, stride: stemStride };
  x = net.convolution('conv1', x, { ...conv1, pads: 'same', activation: RELU6 });
  const addBlock = separable ? separableBlock : fullBlock;
  for (const [index, { channels, stride }] of blocks.entries()) {
    x = addBlock(net, index + 1, x, { channels: scaled(alpha, channels), stride });
  }
  const graph = net.finishPooled(x, classes);
  return { name, graph, classifier: classifierOf(preprocessing(side), classes) };
}

/** As the paper's reference implementation rounds: down, and to no less than 8 channels. */
function scaled(alpha: number, channels: number): number {
  return Math.max(Math.floor(alpha * channels), 8);
}

/** Section 3.1: filter every channel on its own by 3×3, then combine channels by 1×1. */
function separableBlock(
  net: LayerBuilder,
  index: number,
  x: string,
  block: MobileNetV1Block,
): string {
  const inputs = net.channelsOf(x);
  const filtered = net.convolution(`conv_dw_${index}`, x, {
    channels: inputs,
    kernel: 3,
    stride: block.stride,
    groups: inputs,
    pads: 'same',
    activation: RELU6,
  });
  return net.convolution(`conv_pw_${index}`, filtered, {
    channels: block.channels,
    kernel: 1,
    activation: RELU6,
  });
}

/** What table 4 compares it with: both at once. */
function fullBlock(net: LayerBuilder, index: number, x: string, block: MobileNetV1Block): string {
  return net.convolution(`conv_${index}`, x, {
    ...block,
    kernel: 3,
    pads: 'same',
    activation: RELU6,
  });
}

/** As the authors' TensorFlow models are evaluated: the central 87.5 % square, scaled to [−1, 1]. */
function preprocessing(side: number): Preprocessing {
  return {
    region: { centralSquare: 0.875 },
    resize: { width: side, height: side },
    crop: { width: side, height: side },
    channelOrder: 'rgb',
    mean: [127.5, 127.5, 127.5],
    scale: 1 / 127.5,
  };
}
