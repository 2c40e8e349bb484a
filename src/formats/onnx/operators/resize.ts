// Resize, and its predecessor Upsample: other sizes along any axes.
import type { Resize2dAttributes } from '../../../ops/move/resize2d';
import { formatShape, type Shape } from '../../../tensor/tensor';
import { product } from '../../../util/math';
import { floatOf, floatsOf, intOf, intsOf, stringOf } from '../attributes';
import { foldedConstant } from '../constant';
import { heldShape, ownOrder, withAxisLast } from '../layout';
import { ONNX_TYPES, type OnnxNode } from '../onnx-model';
import { axisOf, type Computed, type OnnxNet, outputOf } from '../onnx-net';
import { combine } from './binary';
import type { Converters } from './converter';
import { layer } from './matrix';
import { type AxisResize, resizeMatrix } from './resize-matrix';
import { numbersOf } from './shapes';

export const RESIZE: Converters = { Resize: resize, Upsample: upsample };

const COORDINATES: Readonly<Record<string, Resize2dAttributes['coordinates']>> = {
  half_pixel: 'half-pixel',
  pytorch_half_pixel: 'pytorch-half-pixel',
  asymmetric: 'asymmetric',
  align_corners: 'align-corners',
};
/** Those that are only computed by matrices. */
const FURTHER_COORDINATES: readonly string[] = ['half_pixel_symmetric', 'tf_crop_and_resize'];
const ROUNDINGS: Readonly<Record<string, Resize2dAttributes['rounding']>> = {
  round_prefer_floor: 'round-prefer-floor',
  round_prefer_ceil: 'round-prefer-ceil',
  floor: 'floor',
  ceil: 'ceil',
};
const MODES: readonly string[] = ['nearest', 'linear', 'cubic'];
/** Nearest pixels lie so when nothing else is said. */
const DEFAULTS = { coordinates: 'half_pixel', rounding: 'round_prefer_floor' };

/** What is asked of all axes, in ONNX's words. */
interface Settings {
  readonly mode: string;
  readonly coordinates: string;
  readonly rounding: string;
  readonly isAntialiased: boolean;
  readonly excludesOutside: boolean;
  readonly cubicCoefficient: number;
  readonly extrapolation: number;
}

/** What becomes of one axis. */
interface Change {
  readonly axis: number;
  readonly size: number;
  readonly scale: number;
  /** The part that is taken, of an axis from 0 to 1. */
  readonly start: number;
  readonly end: number;
}

function resize(net: OnnxNet, node: OnnxNode): void {
  const isOld = net.opset < 11;
  const settings = {
    mode: stringOf(node, 'mode', 'nearest'),
    coordinates: isOld
      ? 'asymmetric'
      : stringOf(node, 'coordinate_transformation_mode', DEFAULTS.coordinates),
    rounding: isOld ? 'floor' : stringOf(node, 'nearest_mode', DEFAULTS.rounding),
    isAntialiased: intOf(node, 'antialias', 0) !== 0,
    excludesOutside: intOf(node, 'exclude_outside', 0) !== 0,
    cubicCoefficient: floatOf(node, 'cubic_coeff_a', -0.75),
    extrapolation: floatOf(node, 'extrapolation_value', 0),
  };
  const scales = realNumbersOf(net, node, isOld ? 1 : 2);
  const roi = isOld ? null : realNumbersOf(net, node, 1);
  resizeAxes(net, node, settings, { scales, sizes: isOld ? null : numbersOf(net, node, 3), roi });
}

/** Op sets 7 and 8 have the scales as an attribute, 9 as an input. */
function upsample(net: OnnxNet, node: OnnxNode): void {
  const scales = net.opset < 9 ? floatsOf(node, 'scales') : realNumbersOf(net, node, 1);
  const settings = {
    mode: stringOf(node, 'mode', 'nearest'),
    coordinates: 'asymmetric',
    rounding: 'floor',
    isAntialiased: false,
    excludesOutside: false,
    cubicCoefficient: 0,
    extrapolation: 0,
  };
  resizeAxes(net, node, settings, { scales, sizes: null, roi: null });
}

/** An empty tensor counts as left out. */
function realNumbersOf(net: OnnxNet, node: OnnxNode, position: number): readonly number[] | null {
  const constant = net.optionalConstant(node, position);
  return constant && constant.data.length > 0 ? Array.from(net.realNumbers(constant)) : null;
}

/** What the node's inputs say, axis by axis of those that it names. */
interface Target {
  readonly scales: readonly number[] | null;
  readonly sizes: readonly number[] | null;
  readonly roi: readonly number[] | null;
}

function resizeAxes(net: OnnxNet, node: OnnxNode, settings: Settings, target: Target): void {
  check(net, node, settings);
  let x = net.value(node, 0);
  const changes = changesOf(net, node, x.dims, settings, target);
  const { mode, isAntialiased, coordinates } = settings;
  const isPlain = mode !== 'cubic' && !isAntialiased && coordinates in COORDINATES;
  const groups = isPlain ? together(net, mode, changes) : changes.map((change) => [change]);
  for (const [i, group] of groups.entries()) {
    const name = i === groups.length - 1 ? outputOf(node) : `${outputOf(node)}/axis${i}`;
    x = isPlain
      ? resizeMap(net, x, group, settings, name)
      : resizeByMatrix(net, node, x, group, settings, name);
  }
  net.define(outputOf(node), x, node.offset);
}

function check(net: OnnxNet, node: OnnxNode, settings: Settings): void {
  const { mode, coordinates, rounding, isAntialiased } = settings;
  if (!MODES.includes(mode)) throw net.unsupported(node, `interpolates by "${mode}"`);
  if (!(coordinates in COORDINATES) && !FURTHER_COORDINATES.includes(coordinates)) {
    throw net.unsupported(node, `maps coordinates by "${coordinates}"`);
  }
  if (!(rounding in ROUNDINGS)) {
    throw net.unsupported(node, `takes the nearest pixel by "${rounding}"`);
  }
  if (isAntialiased && mode === 'nearest') {
    throw net.unsupported(node, 'is antialiased and takes the nearest pixel');
  }
}

/** The axes that get another size, or of which another part is taken. */
function changesOf(
  net: OnnxNet,
  node: OnnxNode,
  dims: Shape,
  { coordinates }: Settings,
  { scales, sizes, roi }: Target,
): Change[] {
  const rank = dims.length;
  const axes = (intsOf(node, 'axes') ?? ownOrder(rank)).map((axis) =>
    axisOf(net, node, axis, rank),
  );
  const given = sizes && sizes.length > 0 ? sizes : null;
  if (!scales === !given) throw net.misfit(node, 'needs either scales or sizes');
  const count = (given ?? scales)?.length ?? 0;
  if (count !== axes.length) {
    throw net.misfit(node, `has ${count} numbers for ${axes.length} axes`);
  }
  const isCropped = coordinates === 'tf_crop_and_resize';
  if (isCropped && roi?.length !== 2 * axes.length) {
    throw net.misfit(node, `crops to a region of ${roi?.length ?? 0} numbers`);
  }
  const wanted = given && keptAspect(net, node, dims, axes, given);
  return axes.flatMap((axis, i) => {
    const length = dims[axis] ?? 1;
    const size = wanted ? (wanted[i] ?? length) : scaledSize(length, scales?.[i]);
    const scale = wanted ? size / length : (scales?.[i] ?? 1);
    if (!(Number.isSafeInteger(size) && size >= 1 && scale > 0)) {
      throw net.misfit(node, `resizes ${formatShape(dims)} to ${size} on axis ${axis}`);
    }
    const [start, end] = isCropped ? [roi?.[i] ?? 0, roi?.[i + axes.length] ?? 1] : [0, 1];
    const isSame = size === length && scale === 1 && start === 0 && end === 1;
    return isSame ? [] : [{ axis, size, scale, start, end }];
  });
}

/** Sizes by one factor for all, the smallest or the largest of those that are asked for. */
function keptAspect(
  net: OnnxNet,
  node: OnnxNode,
  dims: Shape,
  axes: readonly number[],
  sizes: readonly number[],
): readonly number[] {
  const policy = stringOf(node, 'keep_aspect_ratio_policy', 'stretch');
  if (policy === 'stretch') return sizes;
  const factors = axes.map((axis, i) => (sizes[i] ?? 1) / (dims[axis] ?? 1));
  if (policy !== 'not_larger' && policy !== 'not_smaller') {
    throw net.unsupported(node, `keeps the aspect ratio by "${policy}"`);
  }
  const factor = policy === 'not_larger' ? Math.min(...factors) : Math.max(...factors);
  return axes.map((axis) => Math.floor((dims[axis] ?? 1) * factor + 0.5));
}

/**
 * Axes that are resized at once: two at a time. Up to op set 10 positions of nearest pixels round down where an axis grows, and
 * up where it shrinks, as ONNX's own test of op set 10 wants it: then each for itself.
 */
function together(net: OnnxNet, mode: string, changes: readonly Change[]): Change[][] {
  const step = net.opset < 11 && mode === 'nearest' ? 1 : 2;
  return Array.from({ length: Math.ceil(changes.length / step) }, (_, i) =>
    changes.slice(i * step, (i + 1) * step),
  );
}

/** One or two axes are brought between all others and the innermost one, where feature maps have height and width. */
function resizeMap(
  net: OnnxNet,
  x: Computed,
  changes: readonly Change[],
  { mode, coordinates, rounding }: Settings,
  name: string,
): Computed {
  const changed = (axis: number) => changes.find((change) => change.axis === axis);
  const others = x.order.filter((axis) => !changed(axis));
  const [outer, inner] = [others.slice(0, -1), others.slice(-1)];
  const middle = x.order.filter(changed);
  const order = [...outer, ...middle, ...inner];
  const dims = x.dims.map((size, axis) => changed(axis)?.size ?? size);
  const [vertical, horizontal] = middle.map(changed);
  const isShrinking = net.opset < 11 && mode === 'nearest' && (vertical?.scale ?? 1) < 1;
  const attributes = {
    size: [vertical?.size ?? 1, horizontal?.size ?? 1],
    scales: [vertical?.scale ?? 1, horizontal?.scale ?? 1],
    mode: mode === 'linear' ? 'linear' : 'nearest',
    coordinates: COORDINATES[coordinates] ?? 'half-pixel',
    rounding: isShrinking ? 'ceil' : (ROUNDINGS[rounding] ?? 'floor'),
  } as const;
  const source = net.reordered(x, order).value;
  if (outer.length === 1 && middle.length === 2 && inner.length === 1) {
    return { ...x, value: net.add('resize2d', name, [source], attributes), dims, order };
  }
  const sizeOf = (axes: readonly (number | undefined)[]) =>
    product(axes.map((axis) => x.dims[axis ?? -1] ?? 1));
  const shape = [sizeOf(outer), sizeOf([middle[0]]), sizeOf([middle[1]]), sizeOf(inner)];
  const map = net.add('reshape', `${name}/map`, [source], { shape });
  const resized = net.add('resize2d', `${name}/resized`, [map], attributes);
  const value = net.add('reshape', name, [resized], { shape: heldShape(dims, order) });
  return { ...x, value, dims, order };
}

/** Every number is a weighted sum of those along the axis: a product with a matrix of constants. */
function resizeByMatrix(
  net: OnnxNet,
  node: OnnxNode,
  x: Computed,
  [change]: readonly Change[],
  settings: Settings,
  name: string,
): Computed {
  if (!change) return x;
  const { axis, size, scale, start, end } = change;
  const length = x.dims[axis] ?? 1;
  const order = withAxisLast(x.order, axis);
  const dims = x.dims.map((each, i) => (i === axis ? size : each));
  const rows = [product(x.dims) / length, length];
  const source = net.reordered(x, order).value;
  const flat = net.add('reshape', `${name}/rows`, [source], { shape: rows });
  const wanted: AxisResize = { ...settings, length, size, scale, start, end };
  const { weights, outside } = resizeMatrix(wanted);
  const { FLOAT } = ONNX_TYPES;
  const matrix = foldedConstant(`${name}/weights`, [size, length], FLOAT, (i) => weights[i] ?? 0);
  const line: Computed = { kind: 'computed', value: flat, dims: rows, order: [0, 1] };
  let y = layer(net, node, line, matrix, 1, `${name}/product`);
  if (outside.includes(true) && settings.extrapolation !== 0) {
    const border = foldedConstant(`${name}/outside`, [size], FLOAT, (i) =>
      outside[i] ? settings.extrapolation : 0,
    );
    y = combine(net, node, 'add', y, border, `${name}/extrapolated`);
  }
  const value = net.add('reshape', name, [y.value], { shape: heldShape(dims, order) });
  return { ...x, value, dims, order };
}

function scaledSize(size: number, scale = 1): number {
  return Math.floor(Math.fround(size * Math.fround(scale)));
}
