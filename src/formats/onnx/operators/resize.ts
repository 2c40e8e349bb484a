// Resize, and its predecessor Upsample: another height and width.
import type { Resize2dAttributes } from '../../../ops/move/resize2d';
import { formatShape, type Shape } from '../../../tensor/tensor';
import { floatsOf, intOf, intsOf, stringOf } from '../attributes';
import { canonicalOrder } from '../layout';
import type { OnnxNode } from '../onnx-model';
import { type OnnxNet, outputOf } from '../onnx-net';
import type { Converters } from './converter';
import { numbersOf } from './shapes';
import { imageSize } from './windows';

export const RESIZE: Converters = { Resize: resize, Upsample: upsample };

const COORDINATES: Readonly<Record<string, Resize2dAttributes['coordinates']>> = {
  half_pixel: 'half-pixel',
  pytorch_half_pixel: 'pytorch-half-pixel',
  asymmetric: 'asymmetric',
  align_corners: 'align-corners',
};
const ROUNDINGS: Readonly<Record<string, Resize2dAttributes['rounding']>> = {
  round_prefer_floor: 'round-prefer-floor',
  round_prefer_ceil: 'round-prefer-ceil',
  floor: 'floor',
  ceil: 'ceil',
};
/** Nearest pixels lie so when nothing else is said. */
const DEFAULTS = { coordinates: 'half_pixel', rounding: 'round_prefer_floor' };

type Pair = readonly [number, number];

function resize(net: OnnxNet, node: OnnxNode): void {
  if (intOf(node, 'antialias', 0) !== 0) throw net.unsupported(node, 'is antialiased');
  if (stringOf(node, 'keep_aspect_ratio_policy', 'stretch') !== 'stretch') {
    throw net.unsupported(node, 'keeps the aspect ratio');
  }
  const isOld = net.opset < 11;
  const coordinateMode = isOld
    ? 'asymmetric'
    : stringOf(node, 'coordinate_transformation_mode', DEFAULTS.coordinates);
  const nearestMode = isOld ? 'floor' : stringOf(node, 'nearest_mode', DEFAULTS.rounding);
  const coordinates = COORDINATES[coordinateMode];
  const rounding = ROUNDINGS[nearestMode];
  if (!coordinates) throw net.unsupported(node, `maps coordinates by "${coordinateMode}"`);
  if (!rounding) throw net.unsupported(node, `takes the nearest pixel by "${nearestMode}"`);
  const scales = realNumbersOf(net, node, isOld ? 1 : 2);
  const sizes = isOld ? null : numbersOf(net, node, 3);
  give(net, node, { coordinates, rounding, mode: modeOf(net, node) }, scales, sizes);
}

/** Op sets 7 and 8 have the scales as an attribute, 9 as an input. */
function upsample(net: OnnxNet, node: OnnxNode): void {
  const scales = net.opset < 9 ? floatsOf(node, 'scales') : realNumbersOf(net, node, 1);
  const settings = {
    coordinates: 'asymmetric',
    rounding: 'floor',
    mode: modeOf(net, node),
  } as const;
  give(net, node, settings, scales, null);
}

function modeOf(net: OnnxNet, node: OnnxNode): 'nearest' | 'linear' {
  const mode = stringOf(node, 'mode', 'nearest');
  if (mode === 'nearest' || mode === 'linear') return mode;
  throw net.unsupported(node, `interpolates by "${mode}"`);
}

/** An empty tensor counts as left out. */
function realNumbersOf(net: OnnxNet, node: OnnxNode, position: number): readonly number[] | null {
  const constant = net.optionalConstant(node, position);
  return constant && constant.data.length > 0 ? Array.from(net.realNumbers(constant)) : null;
}

function give(
  net: OnnxNet,
  node: OnnxNode,
  settings: Pick<Resize2dAttributes, 'coordinates' | 'rounding' | 'mode'>,
  scales: readonly number[] | null,
  sizes: readonly number[] | null,
): void {
  const x = net.value(node, 0);
  const input = imageSize(net, node, x.dims);
  const givenSizes = sizes && sizes.length > 0 ? sizes : null;
  const axes = intsOf(node, 'axes') ?? x.dims.map((_, axis) => axis);
  const factors = perAxis(net, node, axes, scales, () => 1);
  const wanted = perAxis(net, node, axes, givenSizes, (axis) => x.dims[axis] ?? 1);
  if (!factors === !wanted) throw net.misfit(node, 'needs either scales or sizes');
  checkOthers(net, node, x.dims, factors, wanted);
  const pick = (list: readonly number[]): Pair => [list[2] ?? 1, list[3] ?? 1];
  const size: Pair = wanted
    ? pick(wanted)
    : [scaledSize(input[0], factors?.[2]), scaledSize(input[1], factors?.[3])];
  const scale: Pair = factors ? pick(factors) : [size[0] / input[0], size[1] / input[1]];
  const source = net.reordered(x, canonicalOrder(4)).value;
  const attributes = { ...settings, size, scales: scale };
  const value =
    net.opset < 11 && settings.mode === 'nearest'
      ? oldNearest(net, node, source, input, attributes)
      : net.add('resize2d', outputOf(node), [source], attributes);
  net.give(node, value, [x.dims[0] ?? 1, x.dims[1] ?? 1, ...size], canonicalOrder(4));
}

/**
 * Up to op set 10 positions round down where an axis grows, and up where it shrinks: ONNX's own test of op set 10 wants
 * it so. Where one axis does either, they are resized one after the other.
 */
function oldNearest(
  net: OnnxNet,
  node: OnnxNode,
  source: string,
  input: Pair,
  attributes: Resize2dAttributes,
): string {
  const { size, scales } = attributes;
  const [vertical, horizontal] = scales.map((scale) => (scale < 1 ? 'ceil' : 'floor'));
  const name = outputOf(node);
  if (vertical === horizontal) {
    return net.add('resize2d', name, [source], { ...attributes, rounding: vertical ?? 'floor' });
  }
  const tall = net.add('resize2d', `${name}/height`, [source], {
    ...attributes,
    size: [size[0], input[1]],
    scales: [scales[0], 1],
    rounding: vertical ?? 'floor',
  });
  return net.add('resize2d', name, [tall], {
    ...attributes,
    scales: [1, scales[1]],
    rounding: horizontal ?? 'floor',
  });
}

function scaledSize(size: number, scale = 1): number {
  return Math.floor(Math.fround(size * Math.fround(scale)));
}

/** A list by all four axes, of one that may name only some. */
function perAxis(
  net: OnnxNet,
  node: OnnxNode,
  axes: readonly number[],
  numbers: readonly number[] | null,
  fallback: (axis: number) => number,
): number[] | null {
  if (!numbers) return null;
  if (numbers.length !== axes.length) {
    throw net.misfit(node, `has ${numbers.length} numbers for ${axes.length} axes`);
  }
  const places = axes.map((axis) => (axis < 0 ? axis + 4 : axis));
  return [0, 1, 2, 3].map((axis) => numbers[places.indexOf(axis)] ?? fallback(axis));
}

function checkOthers(
  net: OnnxNet,
  node: OnnxNode,
  dims: Shape,
  factors: readonly number[] | null,
  sizes: readonly number[] | null,
): void {
  const keeps = [0, 1].every((axis) =>
    sizes ? sizes[axis] === dims[axis] : factors?.[axis] === 1,
  );
  if (!keeps) {
    throw net.unsupported(
      node,
      `resizes batch or channels: ${formatShape(sizes ?? factors ?? [])}`,
    );
  }
}
