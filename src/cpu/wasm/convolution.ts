// Dense and grouped convolutions as products of matrices: of x itself where the window is a pixel, else of rows that are made of it
// as they are needed, for a few pixels at a time: gathered windows, or normalised pixels.
import type { Conv2dAttributes } from '../../ops/conv/conv2d';
import { isBounds } from '../../ops/elementwise/functions';
import { isPointwise } from '../../ops/window';
import { channelsOf } from '../../tensor/tensor';
import { product } from '../../util/math';
import { activationBehind, rangeOf } from './activation';
import { FEW_ROWS, MOST_ROWS, multiplication, type Parts, partsOf } from './multiplication';
import { blockRows, type Panels, storePanels, TILE_ROWS, TILE_SCRATCH } from './panels';
import {
  type Operands,
  type Phase,
  phaseOver,
  phaseOverRows,
  type SimdKernel,
  type Workplace,
} from './simd-kernel';
import { type Span, spanAt } from './simd-memory';

/** Blocks of an image, where its pixels suffice, so that there is something for each thread; and pixels of one at least. */
const BLOCKS = 8;
const LEAST_PIXELS = 32;

/** A convolution whose weights are constant and whose prologue, if it has one, is a scale, a shift and bounds; null for others. */
export function prepareConvolution(
  a: Conv2dAttributes,
  { inputs, outputs }: Operands,
): SimdKernel | null {
  const [x, w, ...vectors] = inputs.map(({ tensor }) => tensor);
  if (x || !w || vectors.length + 2 < inputs.length || inputs.slice(2).some((each) => !each.tensor))
    return null;
  if (a.prologue !== undefined && !isBounds(a.prologue)) return null;
  const { groups } = a;
  const shape = inputs[0]?.shape ?? [];
  const isPlain = isPointwise(a) && groups === 1;
  const hasPrologue = a.prologue !== undefined;
  const depth = product(w.shape.slice(1));
  const [n = 0, oh = 0, ow = 0] = outputs[0]?.shape ?? [];
  const [images, pixels] = isPlain ? [1, n * oh * ow] : [n, oh * ow];
  const blocks = partsOf(pixels, TILE_ROWS, blockPixels(depth, pixels));
  const isFew = groups === 1 && images * pixels <= FEW_ROWS;
  const isMade = hasPrologue || !isPlain;
  const normalisedBytes = hasPrologue && !isPlain ? 4 * product(shape) : 0;
  return {
    name: isPlain ? 'simd-conv2d-pointwise' : 'simd-conv2d',
    scratchBytes: TILE_SCRATCH + (isMade && !isFew ? 4 * depth * blocks.most : 0),
    betweenBytes: normalisedBytes + (isMade && isFew ? 4 * depth * images * pixels : 0),
    place: (at) => {
      const y = at.output(0);
      const given = at.input(0);
      const panels = storePanels(at.memory, w, w.shape[1] ?? 0, inputs[2]?.tensor, groups);
      const multiplyAll = (place: number, stride: number) =>
        multiplication(at, { at: place, stride, count: y.pixels, depth }, panels, y, a.activation);
      if (!isMade) return [multiplyAll(given.at, given.stride)];
      const phases: Phase[] = [];
      let rows: MakeRows;
      if (isPlain) rows = normalisedRows(a, at, inputs, given);
      else if (!hasPrologue) rows = gatheredRows(a, at, given, y);
      else {
        const dense = spanAt(at.between, shape, 'f32', channelsOf(shape));
        const normalise = normalisedRows(a, at, inputs, given);
        const run = (from: number, to: number) =>
          normalise(0, from, to - from, 0, dense.at + from * dense.stride);
        phases.push(phaseOver(dense.pixels, MOST_ROWS, run));
        rows = gatheredRows(a, at, dense, y);
      }
      if (isFew) {
        const place = at.between + normalisedBytes;
        const run = (image: number, from: number, to: number) =>
          rows(image, from, to - from, 0, place + 4 * depth * (image * pixels + from));
        phases.push(phaseOverRows(images, pixels, depth, run), multiplyAll(place, 4 * depth));
      } else phases.push(multiplyRows(a, at, { images, pixels, depth, blocks }, panels, rows));
      return phases;
    },
  };
}

/** Pixels of a block at most, whose rows have so many numbers. */
function blockPixels(depth: number, pixels: number): number {
  return Math.min(blockRows(depth), MOST_ROWS, Math.max(LEAST_PIXELS, pixels / BLOCKS));
}

/** Writes the rows of some pixels of an image, one behind the other: their numbers that a group takes. */
type MakeRows = (
  image: number,
  first: number,
  count: number,
  group: number,
  target: number,
) => void;

/** Pixels as p(scale · x + shift). */
function normalisedRows(
  { prologue = 'none' }: Conv2dAttributes,
  { kernels, memory }: Workplace,
  inputs: Operands['inputs'],
  x: Span,
): MakeRows {
  const { channels } = x;
  const [scale = 0, shift = 0] = inputs
    .slice(3)
    .map(({ tensor }) => memory.hold(tensor, channels + 3));
  const range = rangeOf(prologue);
  return (_, first, count, __, target) =>
    kernels.scaleShift(
      ...[x.at + first * x.stride, x.stride, scale, shift, target, 4 * channels],
      ...[count, channels, ...range],
    );
}

/** Windows. */
function gatheredRows(
  { kernel, strides, pads, dilations, groups }: Conv2dAttributes,
  { kernels }: Workplace,
  x: Span,
  y: Span,
): MakeRows {
  const [, h = 0, w = 0] = x.shape;
  const [, , ow = 0] = y.shape;
  const bytes = (4 * x.channels) / groups;
  return (image, first, count, group, target) =>
    kernels.gather(
      ...[x.at + image * h * w * x.stride + group * bytes, x.stride, h, w, bytes],
      ...[...kernel, ...strides, pads.top, pads.left, ...dilations, ow, first, count, target],
    );
}

interface Sizes {
  readonly images: number;
  /** Of an image's output. */
  readonly pixels: number;
  /** Numbers of a row. */
  readonly depth: number;
  /** Of the pixels. */
  readonly blocks: Parts;
}

/** The rows of a block of pixels are made, then multiplied, group by group. */
function multiplyRows(
  { groups, activation }: Conv2dAttributes,
  workplace: Workplace,
  { images, pixels, depth, blocks }: Sizes,
  { weights, bias, groupBytes, groupBiasBytes }: Panels,
  makeRows: MakeRows,
): Phase {
  const { kernels } = workplace;
  const y = workplace.output(0);
  const filters = y.channels / groups;
  const range = rangeOf(activation);
  const finish = activationBehind(activation, workplace, y);
  const block = (image: number, from: number, to: number, scratch: number) => {
    const rows = scratch + TILE_SCRATCH;
    const first = image * pixels + from;
    const count = to - from;
    for (let group = 0; group < groups; group++) {
      makeRows(image, from, count, group, rows);
      kernels.multiply(
        ...[rows, 4 * depth, weights + group * groupBytes, bias + group * groupBiasBytes],
        ...[y.at + first * y.stride + 4 * group * filters, y.stride],
        ...[count, 4 * depth, filters, count, ...range, scratch],
      );
    }
    finish?.(first, first + count);
  };
  return {
    units: images * blocks.parts,
    run: (unit, scratch) => {
      const [from, to] = blocks.part(unit % blocks.parts);
      block(Math.floor(unit / blocks.parts), from, to, scratch);
    },
  };
}
