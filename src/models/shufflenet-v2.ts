// ShuffleNet v2 as a function of its width. Ma et al. 2018, arXiv:1807.11164, figure 3 and table 5.
import { GraphError } from '../errors';
import type { Model } from '../graph/model';
import { slice } from '../ops/move/slice';
import { transpose } from '../ops/move/transpose';
import { evenPads } from '../ops/window';
import { type ClassifierOptions, classifierOf, imagenetPreprocessing } from './classifier';
import { LayerBuilder } from './layers';
import { checkSizes } from './sizes';
import { seededWeights } from './weights';

/** Hyper-parameters; the defaults are ShuffleNet v2 1× at 224 pixels. */
export interface ShuffleNetV2Options extends ClassifierOptions {
  /** The width: one of table 5's four columns. */
  readonly alpha?: 0.5 | 1 | 1.5 | 2;
}

interface Widths {
  /** Channels of stages 2, 3 and 4. */
  readonly stages: readonly number[];
  readonly conv5: number;
}

const WIDTHS: Readonly<Record<number, Widths>> = {
  0.5: { stages: [48, 96, 192], conv5: 1024 },
  1: { stages: [116, 232, 464], conv5: 1024 },
  1.5: { stages: [176, 352, 704], conv5: 1024 },
  2: { stages: [244, 488, 976], conv5: 2048 },
};

/** Units of stages 2, 3 and 4, the one that halves the size included. */
const UNITS = [4, 8, 4] as const;

/**
 * ShuffleNet v2 (Ma et al. 2018, arXiv:1807.11164). Input `input` [n, 3, s, s] (RGB, standardised channel by channel);
 * outputs `logits` and `prob` [n, classes]. Layers are conv1, stage<s>/unit<u>/conv1, /conv2 (depthwise), /conv3, in
 * units that halve the size /left1 (depthwise) and /left2, then conv5 and fc. Weights are named `<layer>.w` (OIHW; fc's
 * [k, c]), `<layer>.scale` and `<layer>.shift`, and fc.b.
 * @throws GraphError for another width, and for a size that is no positive whole number.
 */
export function shufflenetV2(options: ShuffleNetV2Options = {}): Model {
  const { alpha = 1, inputSize = 224, classes = 1000, batch = 1 } = options;
  const widths = WIDTHS[alpha];
  if (!widths)
    throw new GraphError(
      `ShuffleNet v2's width multiplier alpha is 0.5, 1, 1.5 or 2, got "${alpha}".`,
    );
  checkSizes('ShuffleNet', { inputSize, classes, batch });
  const name = `shufflenet-v2-${alpha.toFixed(1)}`;
  const net = new LayerBuilder(name, 'nchw', options.weights ?? seededWeights(), [
    slice,
    transpose,
  ]);
  let x = net.graph.input('input', [batch, inputSize, inputSize, 3]);
  x = net.convolution('conv1', x, { ...NORMALISED, channels: 24, kernel: 3, stride: 2 });
  x = net.maxPool('pool1', x, { pads: evenPads(1) });
  for (const [index, units] of UNITS.entries()) {
    for (let unit = 1; unit <= units; unit++) {
      const label = `stage${index + 2}/unit${unit}`;
      const half = (widths.stages[index] ?? 0) / 2;
      x = unit === 1 ? downsamplingUnit(net, label, x, half) : basicUnit(net, label, x, half);
    }
  }
  x = net.convolution('conv5', x, { ...NORMALISED, channels: widths.conv5, kernel: 1 });
  const graph = net.finishPooled(x, classes);
  return { name, graph, classifier: classifierOf(imagenetPreprocessing(inputSize), classes) };
}

const NORMALISED = { pads: 'half', affine: 'batch-norm' } as const;

/** Figure 3 (c): half of the channels pass, half are convolved; then all are shuffled. */
function basicUnit(net: LayerBuilder, name: string, x: string, half: number): string {
  const [left, right] = [
    channelSlice(net, `${name}/left`, x, 0, half),
    channelSlice(net, `${name}/right`, x, half, half),
  ];
  return joined(net, name, left, branch(net, name, right, half, 1));
}

/** Figure 3 (d): both branches see all channels and halve the size. */
function downsamplingUnit(net: LayerBuilder, name: string, x: string, half: number): string {
  const filtered = depthwise(net, `${name}/left1`, x, 2);
  const left = pointwise(net, `${name}/left2`, filtered, half);
  return joined(net, name, left, branch(net, name, x, half, 2));
}

/** 1×1, depthwise 3×3, 1×1. */
function branch(net: LayerBuilder, name: string, x: string, half: number, stride: number): string {
  const first = pointwise(net, `${name}/conv1`, x, half);
  const filtered = depthwise(net, `${name}/conv2`, first, stride);
  return pointwise(net, `${name}/conv3`, filtered, half);
}

function pointwise(net: LayerBuilder, name: string, x: string, channels: number): string {
  return net.convolution(name, x, { ...NORMALISED, channels, kernel: 1 });
}

/** Guideline 4 of the paper's section 2: nothing elementwise after it. */
function depthwise(net: LayerBuilder, name: string, x: string, stride: number): string {
  const channels = net.channelsOf(x);
  const layer = { ...NORMALISED, channels, kernel: 3, stride, groups: channels };
  return net.convolution(name, x, { ...layer, activation: 'none' });
}

function channelSlice(net: LayerBuilder, name: string, x: string, first: number, count: number) {
  const [n = 0, h = 0, w = 0] = net.graph.shapeOf(x);
  return net.graph.node('slice', name, [x], {
    starts: [0, 0, 0, first],
    steps: [1, 1, 1, 1],
    sizes: [n, h, w, count],
  });
}

/** Concatenation and channel shuffle: channels of the two halves in turn (arXiv:1707.01083, figure 1). */
function joined(net: LayerBuilder, name: string, left: string, right: string): string {
  const { graph } = net;
  const joint = graph.node('concat', `${name}/concat`, [left, right], {});
  const [n = 0, h = 0, w = 0, c = 0] = graph.shapeOf(joint);
  const groups = graph.node('reshape', `${name}/groups`, [joint], { shape: [n, h, w, 2, c / 2] });
  const turned = graph.node('transpose', `${name}/shuffle`, [groups], {
    permutation: [0, 1, 2, 4, 3],
  });
  return graph.node('reshape', name, [turned], { shape: [n, h, w, c] });
}
