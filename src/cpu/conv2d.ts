// Convolution on the CPU as a product of matrices: weights in panels of four filters, laid out once, and the windows of a
// tile of pixels in panels of four, gathered as they are needed, so that no matrix of all windows is ever held.
import type { Conv2dAttributes } from '../ops/conv/conv2d';
import { normalised } from '../ops/conv/conv2d.reference';
import { f32Tensor, type Tensor, zeros } from '../tensor/tensor';
import { ceilDiv, product, roundUp } from '../util/math';
import { activateRange, type CpuKernel, type CpuWork, type NodeConstants } from './kernel';
import { multiplyPanels } from './multiply-panels';
import { LANES, tilePixels } from './panel-sizes';

/** Filters as `multiplyPanels` wants them. */
interface PackedFilters {
  readonly panels: Float64Array;
  /** A tile of gathered windows: written and read at once, so that all users of the filters can share it. */
  readonly tile: Float64Array;
  /** Products of one output: taps times the channels of a group. */
  readonly depth: number;
  readonly channelsPerGroup: number;
  readonly filtersPerGroup: number;
}

/** By their weights and groups: nodes that share weights share what they are packed to. */
const packed = new WeakMap<Tensor, Map<number, PackedFilters>>();

function filtersOf(w: Tensor, groups: number): PackedFilters {
  const known = packed.get(w) ?? new Map<number, PackedFilters>();
  packed.set(w, known);
  const filters = known.get(groups) ?? packFilters(w, groups);
  known.set(groups, filters);
  return filters;
}

/** Any convolution whose weights are constant; null for others. */
export function prepareConv2d(a: Conv2dAttributes, [, w, b]: NodeConstants): CpuKernel | null {
  if (!w) return null;
  const filters = { ...filtersOf(w, a.groups), bias: new Float64Array(w.shape[0] ?? 0) };
  if (b) filters.bias.set(b.data);
  return {
    name: 'cpu-conv2d',
    packsConstants: a.prologue === undefined,
    start: ([x = zeros([0]), , , scale, shift], [shape = []]) => {
      const y = f32Tensor(shape, new Float32Array(product(shape)));
      const { prologue } = a;
      const input = prologue === undefined ? x : normalised([x, scale, shift], prologue);
      return convolution(input, y, a, filters);
    },
  };
}

/** OIHW → panels [group, filters / 4, taps, channels, 4], filters that are missing being zero. */
function packFilters(w: Tensor, groups: number): PackedFilters {
  const [k = 0, channels = 0, kH = 0, kW = 0] = w.shape;
  const taps = kH * kW;
  const depth = taps * channels;
  const filtersPerGroup = k / groups;
  const panelsPerGroup = ceilDiv(filtersPerGroup, LANES);
  const panels = new Float64Array(groups * panelsPerGroup * depth * LANES);
  const { data } = w;
  for (let filter = 0; filter < k; filter++) {
    const inGroup = filter % filtersPerGroup;
    const group = (filter - inGroup) / filtersPerGroup;
    const panel = group * panelsPerGroup + Math.floor(inGroup / LANES);
    const to = panel * depth * LANES + (inGroup % LANES);
    for (let channel = 0; channel < channels; channel++) {
      const from = (filter * channels + channel) * taps;
      for (let tap = 0; tap < taps; tap++) {
        panels[to + (tap * channels + channel) * LANES] = data[from + tap] as number;
      }
    }
  }
  const tile = new Float64Array(depth * tilePixels(depth));
  return { panels, tile, depth, channelsPerGroup: channels, filtersPerGroup };
}

function convolution(
  x: Tensor,
  y: Tensor,
  a: Conv2dAttributes,
  filters: PackedFilters & { readonly bias: Float64Array },
): CpuWork {
  const [n = 0, oh = 0, ow = 0, k = 0] = y.shape;
  const pixels = n * oh * ow;
  const step = tilePixels(filters.depth);
  const [input, output] = [x.data as Float32Array, y.data as Float32Array];
  return {
    outputs: [y],
    units: ceilDiv(pixels, step),
    run: (from, to) => {
      for (let unit = from; unit < to; unit++) {
        const first = unit * step;
        const end = Math.min(first + step, pixels);
        for (let group = 0; group < a.groups; group++) {
          gatherWindows(input, x.shape, y.shape, a, filters, { first, end, group });
          multiplyTile(output, k, filters, { first, end, group });
        }
        activateRange(output, first * k, end * k, a.activation);
      }
    },
  };
}

/** Some pixels of the output, counted through the batch, and the group of channels that is computed. */
interface Part {
  readonly first: number;
  readonly end: number;
  readonly group: number;
}

/** The windows of these pixels → panels [pixels / 4, taps, channels, 4]; taps outside x are zero. */
function gatherWindows(
  x: Float32Array,
  [, h = 0, w = 0, c = 0]: readonly number[],
  [, oh = 0, ow = 0]: readonly number[],
  { kernel, strides, pads, dilations }: Conv2dAttributes,
  { depth, channelsPerGroup, tile }: PackedFilters,
  { first, end, group }: Part,
): void {
  for (let pixel = first; pixel < roundUp(end - first, LANES) + first; pixel++) {
    const lane = pixel - first;
    let to = (lane - (lane % LANES)) * depth + (lane % LANES);
    const column = pixel % ow;
    const row = Math.floor(pixel / ow) % oh;
    const image = Math.floor(pixel / (ow * oh));
    for (let i = 0; i < kernel[0]; i++) {
      const ih = row * strides[0] - pads.top + i * dilations[0];
      for (let j = 0; j < kernel[1]; j++) {
        const iw = column * strides[1] - pads.left + j * dilations[1];
        const isInside = pixel < end && ih >= 0 && ih < h && iw >= 0 && iw < w;
        if (isInside) {
          const from = ((image * h + ih) * w + iw) * c + group * channelsPerGroup;
          for (let q = 0; q < channelsPerGroup; q++) tile[to + q * LANES] = x[from + q] as number;
        } else {
          for (let q = 0; q < channelsPerGroup; q++) tile[to + q * LANES] = 0;
        }
        to += channelsPerGroup * LANES;
      }
    }
  }
}

/** All filters of a group over a gathered tile; each panel of filters stays near while it goes over the pixels. */
function multiplyTile(
  y: Float32Array,
  k: number,
  { panels, bias, depth, filtersPerGroup, tile }: PackedFilters & { readonly bias: Float64Array },
  { first, end, group }: Part,
): void {
  const size = depth * LANES;
  const panelsPerGroup = ceilDiv(filtersPerGroup, LANES);
  for (let panel = 0; panel < panelsPerGroup; panel++) {
    const filter = group * filtersPerGroup + panel * LANES;
    const filterEnd = Math.min(filter + LANES, (group + 1) * filtersPerGroup);
    const panelAt = (group * panelsPerGroup + panel) * size;
    for (let pixel = first; pixel < end; pixel += LANES) {
      multiplyPanels(tile, (pixel - first) * depth, panels, panelAt, depth, SUMS);
      for (let lane = 0; lane < Math.min(LANES, end - pixel); lane++) {
        const to = (pixel + lane) * k;
        for (let q = filter; q < filterEnd; q++) {
          y[to + q] = (SUMS[lane * LANES + q - filter] as number) + (bias[q] as number);
        }
      }
    }
  }
}

/** Written and read at once, so that all convolutions can share it. */
const SUMS = new Float64Array(LANES * LANES);
