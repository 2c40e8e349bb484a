// Operators that put a border around values, and those that move blocks of pixels to images, which pad them.
import { formatShape, type Shape } from '../../../tensor/tensor';
import { product } from '../../../util/math';
import { finishingStages } from '../activations';
import { dequantize, integersOf } from '../dequantize';
import type { Converters } from '../ops';
import { reshapeStage, type Stage, type TfliteNet } from '../tflite-net';
import { optionsOf, type TfliteOperator } from '../tflite-operator';
import { joinStages } from './joining';
import { FURTHER_OPTIONS as OPTIONS } from './options';
import { sliceStages } from './parts';
import { transposeStage } from './stages';

export const PADDING: Converters = {
  BATCH_TO_SPACE_ND: convertBatchToSpace,
  MIRROR_PAD: convertMirrorPad,
  PAD: convertPad,
  PADV2: convertPad,
  SPACE_TO_BATCH_ND: convertSpaceToBatch,
};

type Ends = readonly [before: number, after: number];

function sumOf([before, after]: Ends = [0, 0]): number {
  return before + after;
}

/** Of one number around any axes; `PADV2` says of what number. */
function convertPad(net: TfliteNet, operator: TfliteOperator): void {
  const pads = padsOf(net, operator, 1, net.shapeOf(operator, 0).length);
  if (pads[0]?.some((pad) => pad > 0)) net.refuseBatch(operator, 'adds images');
  net.emit(operator, net.value(operator, 0), [
    ...padStages(net, operator, net.shapeOf(operator, 0), pads, padValue(net, operator)),
    ...finishingStages(net, operator, 'NONE', [net.input(operator, 0)]),
  ]);
}

function padValue(net: TfliteNet, operator: TfliteOperator): number {
  if (!net.optionalInput(operator, 2)) return 0;
  const constant = net.constant(operator, 2);
  const count = product(constant.shape);
  if (count !== 1) throw net.misfit(operator, `pads with ${count} numbers, not one`);
  return dequantize(constant)[0] ?? 0;
}

/** How much goes before and after each axis. @throws ModelFormatError */
function padsOf(net: TfliteNet, operator: TfliteOperator, position: number, rank: number): Ends[] {
  const sizes = integersOf(net.constant(operator, position));
  if (sizes.length !== 2 * rank || sizes.some((size) => size < 0)) {
    throw net.misfit(
      operator,
      `pads ${formatShape(net.shapeOf(operator, 0))} by [${sizes.slice(0, 16)}]`,
    );
  }
  return Array.from({ length: rank }, (_, axis) => [
    sizes[2 * axis] ?? 0,
    sizes[2 * axis + 1] ?? 0,
  ]);
}

/**
 * A border of one number. Pixels are what our op pads; numbers along any other axis are joined with constants, which costs
 * only these.
 */
function padStages(
  net: TfliteNet,
  operator: TfliteOperator,
  x: Shape,
  pads: readonly Ends[],
  value: number,
): Stage[] {
  const isMap = x.length === 4;
  const [, [top, bottom] = [0, 0], [left, right] = [0, 0]] = pads;
  const isAroundPixels = isMap && top + bottom + left + right > 0;
  const attributes = { pads: { top, left, bottom, right }, value };
  const around: Stage = {
    suffix: 'pad',
    add: (name, from) => net.graph.node('pad2d', name, [from], attributes),
  };
  const joined = pads.flatMap((ends, axis): Stage[] => {
    const isPixel = isMap && (axis === 1 || axis === 2);
    if (isPixel || ends[0] + ends[1] === 0) return [];
    return [
      {
        suffix: `pad-${axis}`,
        add: (name, from) => joinedEnds(net, operator, name, from, axis, ends, value),
      },
    ];
  });
  return [...(isAroundPixels ? [around] : []), ...joined];
}

function joinedEnds(
  net: TfliteNet,
  operator: TfliteOperator,
  name: string,
  x: string,
  axis: number,
  [before, after]: Ends,
  value: number,
): string {
  const shape = net.graph.shapeOf(x);
  const end = (size: number) => {
    const own = shape.map((length, i) => (i === axis ? size : length));
    return size === 0 ? [] : [net.addFilled(`${name}/border`, own, value)];
  };
  return joined(net, operator, name, [...end(before), x, ...end(after)], axis);
}

/** Joins values as nodes, the last of which is called `name`. */
function joined(
  net: TfliteNet,
  operator: TfliteOperator,
  name: string,
  values: readonly string[],
  axis: number,
): string {
  const stages = joinStages(net, operator, values, axis);
  return stages.reduce((from, { suffix, add }, i) => {
    return add(i === stages.length - 1 ? name : net.innerName(operator, suffix), from);
  }, values[0] ?? '');
}

/** A border of the value's own numbers, turned round: without its outermost ones, or with them. */
function convertMirrorPad(net: TfliteNet, operator: TfliteOperator): void {
  const x = net.shapeOf(operator, 0);
  const pads = padsOf(net, operator, 1, x.length);
  const skips = optionsOf(operator, OPTIONS.mirrorPad).int8('mode') === 0 ? 1 : 0;
  const far = pads.findIndex((ends, axis) => Math.max(...ends) > (x[axis] ?? 0) - skips);
  if (far >= 0)
    throw net.misfit(operator, `mirrors more of axis ${far} than ${formatShape(x)} has`);
  if (pads[0]?.some((pad) => pad > 0)) net.refuseBatch(operator, 'mirrors images');
  net.emit(operator, net.value(operator, 0), [
    ...pads.flatMap((ends, axis): Stage[] =>
      ends[0] + ends[1] === 0
        ? []
        : [
            {
              suffix: `mirror-${axis}`,
              add: (name, from) => mirrored(net, operator, name, from, axis, ends, skips),
            },
          ],
    ),
    ...finishingStages(net, operator, 'NONE', [net.input(operator, 0)]),
  ]);
}

function mirrored(
  net: TfliteNet,
  operator: TfliteOperator,
  name: string,
  x: string,
  axis: number,
  [before, after]: Ends,
  skips: number,
): string {
  const shape = net.graph.shapeOf(x);
  const length = shape[axis] ?? 0;
  const part = (start: number, size: number) => {
    if (size === 0) return [];
    const ranges = shape.map((whole, i) =>
      i === axis ? { start, step: -1, size } : { start: 0, step: 1, size: whole },
    );
    return sliceStages(net, x, ranges).map(({ suffix, add }) =>
      add(net.innerName(operator, suffix), x),
    );
  };
  const values = [...part(before - 1 + skips, before), x, ...part(length - 1 - skips, after)];
  return joined(net, operator, name, values, axis);
}

/** Pixels that are `block` apart become an image of their own: how dilated convolutions used to be written. */
function convertSpaceToBatch(net: TfliteNet, operator: TfliteOperator): void {
  net.refuseBatch(operator, 'makes images of pixels');
  const { x, block, ends } = blocksOf(net, operator);
  const [n = 1] = x;
  const spatial = block.map((_, i) => (x[i + 1] ?? 1) + sumOf(ends[i]));
  const rest = x.slice(1 + block.length);
  if (spatial.some((size, i) => size % (block[i] ?? 1) !== 0)) {
    throw net.misfit(operator, `takes blocks of ${block.join('×')} of ${spatial.join('×')} pixels`);
  }
  const pads: Ends[] = [[0, 0], ...ends, ...rest.map((): Ends => [0, 0])];
  const axes = block.map((_, i) => i);
  net.emit(operator, net.value(operator, 0), [
    ...padStages(net, operator, x, pads, 0),
    reshapeStage(net, [
      n,
      ...spatial.flatMap((size, i) => [size / (block[i] ?? 1), block[i] ?? 1]),
      ...rest,
    ]),
    transposeStage(net, [
      ...axes.map((i) => 2 + 2 * i),
      0,
      ...axes.map((i) => 1 + 2 * i),
      ...rest.map((_, i) => 1 + 2 * block.length + i),
    ]),
    reshapeStage(net, [
      n * product(block),
      ...spatial.map((size, i) => size / (block[i] ?? 1)),
      ...rest,
    ]),
    ...finishingStages(net, operator, 'NONE', [net.input(operator, 0)]),
  ]);
}

/** The other way; the ends are cut off. */
function convertBatchToSpace(net: TfliteNet, operator: TfliteOperator): void {
  net.refuseBatch(operator, 'makes pixels of images');
  const { x, block, ends } = blocksOf(net, operator);
  const [images = 1] = x;
  const n = images / product(block);
  const sizes = block.map((_, i) => x[i + 1] ?? 1);
  const rest = x.slice(1 + block.length);
  const axes = block.map((_, i) => i);
  const whole = sizes.map((size, i) => size * (block[i] ?? 1));
  const kept = whole.map((size, i) => size - sumOf(ends[i]));
  if (!Number.isInteger(n) || kept.some((size) => size < 1)) {
    throw net.misfit(operator, `makes blocks of ${block.join('×')} of ${formatShape(x)}`);
  }
  const cut: Stage = {
    suffix: 'cut',
    add: (name, from) =>
      net.graph.node('slice', name, [from], {
        starts: [0, ...ends.map(([before]) => before), ...rest.map(() => 0)],
        steps: [1, ...kept.map(() => 1), ...rest.map(() => 1)],
        sizes: [n, ...kept, ...rest],
      }),
  };
  net.emit(operator, net.value(operator, 0), [
    reshapeStage(net, [...block, n, ...sizes, ...rest]),
    transposeStage(net, [
      block.length,
      ...axes.flatMap((i) => [block.length + 1 + i, i]),
      ...rest.map((_, i) => 2 * block.length + 1 + i),
    ]),
    reshapeStage(net, [n, ...whole, ...rest]),
    ...(ends.some(([before, after]) => before + after > 0) ? [cut] : []),
    ...finishingStages(net, operator, 'NONE', [net.input(operator, 0)]),
  ]);
}

function blocksOf(net: TfliteNet, operator: TfliteOperator) {
  const x = net.shapeOf(operator, 0);
  const block = integersOf(net.constant(operator, 1));
  const isSound = block.length < x.length && block.every((size) => size > 0);
  if (!isSound) throw net.misfit(operator, `has blocks of [${block}] in ${formatShape(x)}`);
  return { x, block, ends: padsOf(net, operator, 2, block.length) };
}
