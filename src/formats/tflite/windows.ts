// Operators that slide a window over a feature map: convolutions and pooling.
import { NO_PADS, type Window } from '../../ops/window';
import { product } from '../../util/math';
import { finishingStages, fusedActivation } from './activations';
import type { FlatTable } from './flat-table';
import { OPTIONS, SAME_PADDING, VALID_PADDING } from './schema';
import type { Stage, TfliteNet } from './tflite-net';
import { optionsOf, type TfliteOperator } from './tflite-operator';
import type { TfliteTensor } from './tflite-tensor';

type Pair = readonly [vertical: number, horizontal: number];

/** Filters are [k, k_h, k_w, c / groups]. */
export function convertConv2d(net: TfliteNet, operator: TfliteOperator): void {
  const filter = filterOf(net, operator);
  const [k = 0, kH = 0, kW = 0, cPerGroup = 0] = filter.shape;
  const channels = net.graph.shapeOf(net.value(operator, 0)).at(-1) ?? 0;
  if (channels % cPerGroup !== 0) {
    throw net.misfit(operator, `applies filters of ${cPerGroup} channels to ${channels}`);
  }
  const weights = net.addConstant(filter, 'oihw', [k, cPerGroup, kH, kW], (data) =>
    channelsFirst(data, k, kH * kW, cPerGroup),
  );
  const options = optionsOf(operator, OPTIONS.conv2d);
  convolve(net, operator, options, [kH, kW], channels / cPerGroup, weights);
}

/** Filters are [1, k_h, k_w, c · multiplier]: each channel has filters of its own. */
export function convertDepthwiseConv2d(net: TfliteNet, operator: TfliteOperator): void {
  const filter = filterOf(net, operator);
  const [one = 0, kH = 0, kW = 0, k = 0] = filter.shape;
  if (one !== 1) throw net.misfit(operator, `has filters [${filter.shape}]; the first must be 1`);
  const weights = net.addConstant(filter, 'depthwise', [k, 1, kH, kW], (data) =>
    channelsFirst(data, 1, kH * kW, k),
  );
  const groups = net.graph.shapeOf(net.value(operator, 0)).at(-1) ?? 0;
  const options = optionsOf(operator, OPTIONS.depthwiseConv2d);
  convolve(net, operator, options, [kH, kW], groups, weights);
}

export function convertMaxPool2d(net: TfliteNet, operator: TfliteOperator): void {
  pool(net, operator, true, (window) => ({
    suffix: 'pool',
    add: (name, x) => net.graph.node('max-pool2d', name, [x], { ...window, ceilMode: false }),
  }));
}

/** TensorFlow's mean never counts padding. */
export function convertAveragePool2d(net: TfliteNet, operator: TfliteOperator): void {
  pool(net, operator, false, (window) => ({
    suffix: 'pool',
    add: (name, x) => {
      const attributes = { ...window, ceilMode: false, countPadding: false };
      return net.graph.node('average-pool2d', name, [x], attributes);
    },
  }));
}

/** The constant that is a layer's bias; none where the layer has none. */
export function biasOf(net: TfliteNet, operator: TfliteOperator, position = 2): string[] {
  if (!net.optionalInput(operator, position)) return [];
  const bias = net.constant(operator, position);
  if (!bias.quantization && !bias.type.startsWith('FLOAT')) {
    throw net.unsupported(operator, `has a bias of ${bias.type} without a scale`);
  }
  return [net.addConstant(bias, 'vector', [product(bias.shape)])];
}

/**
 * Padding that TensorFlow's SAME puts before and after one axis: the output has ⌈size / stride⌉ positions, and an odd
 * pixel of padding goes after. https://www.tensorflow.org/api_docs/python/tf/nn#notes_on_padding_2
 */
export function samePadding(
  size: number,
  window: { readonly kernel: number; readonly stride: number; readonly dilation: number },
): readonly [before: number, after: number] {
  const { kernel, stride, dilation } = window;
  const reach = (Math.ceil(size / stride) - 1) * stride + (kernel - 1) * dilation + 1;
  const total = Math.max(reach - size, 0);
  const before = Math.floor(total / 2);
  return [before, total - before];
}

function convolve(
  net: TfliteNet,
  operator: TfliteOperator,
  options: FlatTable<'padding' | 'strideH' | 'strideW' | 'dilationH' | 'dilationW' | 'activation'>,
  kernel: Pair,
  groups: number,
  weights: string,
): void {
  const dilations = pair(net, operator, 'dilations', [
    options.int32('dilationH', 1),
    options.int32('dilationW', 1),
  ]);
  const window = windowOf(net, operator, options, kernel, dilations);
  const fused = fusedActivation(net, operator, options.int8('activation'));
  const attributes = { ...window, dilations, groups, activation: net.sums };
  const constants = [weights, ...biasOf(net, operator)];
  net.emit(operator, net.value(operator, 0), [
    {
      suffix: 'conv',
      add: (name, x) => net.graph.node('conv2d', name, [x, ...constants], attributes),
    },
    ...finishingStages(net, operator, fused),
  ]);
}

function pool(
  net: TfliteNet,
  operator: TfliteOperator,
  keepsNumbers: boolean,
  stage: (window: Window) => Stage,
): void {
  const options = optionsOf(operator, OPTIONS.pool2d);
  const kernel = pair(net, operator, 'filter', [
    options.int32('filterH'),
    options.int32('filterW'),
  ]);
  const [, h = 0, w = 0] = net.graph.shapeOf(net.value(operator, 0));
  // Every window of such a size holds the whole map; no converter writes one, and it could keep a GPU busy for minutes.
  if (kernel[0] > 2 * h || kernel[1] > 2 * w) {
    throw net.misfit(operator, `pools ${kernel.join('×')} windows over a map of ${h}×${w}`);
  }
  const window = windowOf(net, operator, options, kernel, [1, 1]);
  const fused = fusedActivation(net, operator, options.int8('activation'));
  const keeps = keepsNumbers ? [net.input(operator, 0)] : [];
  net.emit(operator, net.value(operator, 0), [
    stage(window),
    ...finishingStages(net, operator, fused, keeps),
  ]);
}

function windowOf(
  net: TfliteNet,
  operator: TfliteOperator,
  options: FlatTable<'padding' | 'strideH' | 'strideW'>,
  kernel: Pair,
  dilations: Pair,
): Window {
  const strides = pair(net, operator, 'strides', [
    options.int32('strideH'),
    options.int32('strideW'),
  ]);
  const padding = options.int8('padding');
  if (padding === VALID_PADDING) return { kernel, strides, pads: NO_PADS };
  if (padding !== SAME_PADDING)
    throw net.misfit(operator, `has padding ${padding}, which does not exist`);
  const [, h = 0, w = 0] = net.graph.shapeOf(net.value(operator, 0));
  const [top, bottom] = samePadding(h, {
    kernel: kernel[0],
    stride: strides[0],
    dilation: dilations[0],
  });
  const [left, right] = samePadding(w, {
    kernel: kernel[1],
    stride: strides[1],
    dilation: dilations[1],
  });
  return { kernel, strides, pads: { top, left, bottom, right } };
}

/** Two sizes of a window. @throws ModelFormatError unless both are positive and small enough for pixels. */
function pair(net: TfliteNet, operator: TfliteOperator, what: string, sizes: Pair): Pair {
  if (!sizes.every((size) => size > 0 && size < 65536)) {
    throw net.misfit(operator, `has ${what} ${sizes.join('×')}`);
  }
  return sizes;
}

function filterOf(net: TfliteNet, operator: TfliteOperator): TfliteTensor {
  const filter = net.constant(operator, 1);
  if (filter.shape.length !== 4) {
    throw net.misfit(operator, `has filters of shape [${filter.shape}], not of four axes`);
  }
  const rank = net.graph.shapeOf(net.value(operator, 0)).length;
  if (rank !== 4) throw net.misfit(operator, `reads ${rank} axes, not a feature map of four`);
  return filter;
}

/** [outer, pixels, channels] → [outer, channels, pixels]. */
export function channelsFirst(
  data: Float32Array<ArrayBuffer>,
  outer: number,
  pixels: number,
  channels: number,
): Float32Array<ArrayBuffer> {
  if (pixels === 1) return data;
  const turned = new Float32Array(data.length);
  let from = 0;
  for (let o = 0; o < outer; o++) {
    for (let pixel = 0; pixel < pixels; pixel++) {
      let to = o * channels * pixels + pixel;
      for (let c = 0; c < channels; c++, to += pixels) turned[to] = data[from++] ?? 0;
    }
  }
  return turned;
}
