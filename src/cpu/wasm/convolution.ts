// Dense and grouped convolutions as products of matrices: of x itself where the window is a pixel, else of the windows of a few
// pixels, gathered as they are needed.
import type { Conv2dAttributes } from '../../ops/conv/conv2d';
import { isBounds } from '../../ops/elementwise/functions';
import { isPointwise } from '../../ops/window';
import { channelsOf } from '../../tensor/tensor';
import { product } from '../../util/math';
import { activationBehind, rangeOf } from './activation';
import { blockRows, storePanels, TILE_SCRATCH } from './panels';
import {
  type Operands,
  type Phase,
  phaseOver,
  type SimdKernel,
  type Workplace,
} from './simd-kernel';
import { type Span, spanAt } from './simd-memory';

/** More pixels than this gain nothing, and make a unit of work long. */
const MOST_PIXELS = 512;

/** A convolution whose weights are constant and whose prologue, if it has one, is a scale, a shift and bounds; null for others. */
export function prepareConvolution(
  a: Conv2dAttributes,
  { inputs, outputs }: Operands,
): SimdKernel | null {
  const [x, w, ...vectors] = inputs.map(({ tensor }) => tensor);
  if (x || !w || vectors.length + 2 < inputs.length || inputs.slice(2).some((each) => !each.tensor))
    return null;
  const shape = inputs[0]?.shape ?? [];
  const isPlain = isPointwise(a) && a.groups === 1;
  const hasPrologue = a.prologue !== undefined;
  if (a.prologue !== undefined && !isBounds(a.prologue)) return null;
  const depth = product(w.shape.slice(1));
  const outputPixels = product((outputs[0]?.shape ?? []).slice(1, -1));
  const pixels = Math.min(blockRows(depth), MOST_PIXELS, Math.max(outputPixels, 4));
  const tileBytes = isPlain && !hasPrologue ? 0 : 4 * depth * pixels;
  const normalisedBytes = hasPrologue && !isPlain ? 4 * product(shape) : 0;
  return {
    name: isPlain ? 'simd-conv2d-pointwise' : 'simd-conv2d',
    scratchBytes: tileBytes + TILE_SCRATCH,
    betweenBytes: normalisedBytes,
    place: (at) => {
      if (isPlain) return [pointwise(a, at, inputs, depth, pixels)];
      if (!hasPrologue) return [windowed(a, at, inputs, at.input(0), depth, pixels)];
      const dense = spanAt(at.between, shape, 'f32', channelsOf(shape));
      const normalise = prologueOf(a, at, inputs, dense);
      const phase = phaseOver(dense.pixels, MOST_PIXELS, (from, to) =>
        normalise(from, to, dense.at + from * dense.stride),
      );
      return [phase, windowed(a, at, inputs, dense, depth, pixels)];
    },
  };
}

/** Writes p(scale · x + shift) of some pixels, one behind the other. */
type Normalise = (from: number, to: number, target: number) => void;

function prologueOf(
  { prologue = 'none' }: Conv2dAttributes,
  { kernels, memory, input }: Workplace,
  inputs: Operands['inputs'],
  { channels }: { readonly channels: number },
): Normalise {
  const x = input(0);
  const [scale = 0, shift = 0] = inputs
    .slice(3)
    .map(({ tensor }) => memory.store(tensor?.data ?? [], channels + 3));
  const range = rangeOf(prologue);
  return (from, to, target) =>
    kernels.scaleShift(
      ...[x.at + from * x.stride, x.stride, scale, shift, target, 4 * channels],
      ...[to - from, channels, ...range],
    );
}

/** Pixels of x are rows; where there is a prologue, those of a block are normalised first. */
function pointwise(
  a: Conv2dAttributes,
  workplace: Workplace,
  inputs: Operands['inputs'],
  depth: number,
  pixels: number,
): Phase {
  const { kernels, memory, output } = workplace;
  const [x, y] = [workplace.input(0), output(0)];
  const { weights, bias } = storePanels(memory, inputs[1]?.tensor ?? NOTHING, inputs[2]?.tensor, 1);
  const range = rangeOf(a.activation);
  const finish = activationBehind(a.activation, workplace, y);
  const multiply = (at: number, stride: number, from: number, count: number, scratch: number) => {
    kernels.multiply(
      ...[at, stride, weights, bias, y.at + from * y.stride, y.stride],
      ...[count, 4 * depth, y.channels, pixels, ...range],
      scratch,
    );
    finish?.(from, from + count);
  };
  if (a.prologue === undefined) {
    return phaseOver(y.pixels, pixels, (from, to, scratch) =>
      multiply(x.at + from * x.stride, x.stride, from, to - from, scratch),
    );
  }
  const normalise = prologueOf(a, workplace, inputs, x);
  return phaseOver(y.pixels, pixels, (from, to, scratch) => {
    const tile = scratch + TILE_SCRATCH;
    for (let first = from; first < to; first += pixels) {
      const end = Math.min(first + pixels, to);
      normalise(first, end, tile);
      multiply(tile, 4 * depth, first, end - first, scratch);
    }
  });
}

/** Windows of a block of pixels of one image are gathered, then multiplied, group by group. */
function windowed(
  a: Conv2dAttributes,
  workplace: Workplace,
  inputs: Operands['inputs'],
  x: Span,
  depth: number,
  pixels: number,
): Phase {
  const { kernels, memory, output } = workplace;
  const y = output(0);
  const [n = 0, oh = 0, ow = 0] = y.shape;
  const [, h = 0, w = 0] = x.shape;
  const { kernel, strides, pads, dilations, groups } = a;
  const panels = storePanels(memory, inputs[1]?.tensor ?? NOTHING, inputs[2]?.tensor, groups);
  const channelBytes = (4 * x.channels) / groups;
  const filters = y.channels / groups;
  const range = rangeOf(a.activation);
  const finish = activationBehind(a.activation, workplace, y);
  const blocks = Math.ceil((oh * ow) / pixels);
  const block = (image: number, first: number, count: number, scratch: number) => {
    const tile = scratch + TILE_SCRATCH;
    for (let group = 0; group < groups; group++) {
      kernels.gather(
        ...[x.at + image * h * w * x.stride + group * channelBytes, x.stride, h, w, channelBytes],
        ...[...kernel, ...strides, pads.top, pads.left, ...dilations, ow, first, count, tile],
      );
      kernels.multiply(
        ...[tile, 4 * depth],
        ...[
          panels.weights + group * panels.groupBytes,
          panels.bias + group * panels.groupBiasBytes,
        ],
        ...[y.at + (image * oh * ow + first) * y.stride + 4 * group * filters, y.stride],
        ...[count, 4 * depth, filters, pixels, ...range, scratch],
      );
    }
    finish?.(image * oh * ow + first, image * oh * ow + first + count);
  };
  return {
    units: n * blocks,
    run: (from, to, scratch) => {
      for (let unit = from; unit < to; unit++) {
        const image = Math.floor(unit / blocks);
        const first = (unit - image * blocks) * pixels;
        block(image, first, Math.min(pixels, oh * ow - first), scratch);
      }
    },
  };
}

const NOTHING = { dtype: 'f32', shape: [], data: new Float32Array() } as const;
