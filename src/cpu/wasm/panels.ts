// Weights as `multiply` of the module wants them: panels of eight columns.
import type { Tensor } from '../../tensor/tensor';
import { ceilDiv, product } from '../../util/math';
import type { SimdMemory } from './simd-memory';

/** Columns of a panel, and rows that are computed at once. */
export const PANEL = 8;
export const TILE_ROWS = 4;
/** Bytes in which `multiply` computes rows and columns that there are not. */
export const TILE_SCRATCH = 128;
/** Bytes of rows that are multiplied by each panel before the next: they stay in the cache behind the first. */
const BLOCK_BYTES = 131_072;

/** Rows in a block at least: for each of them all panels come from memory again. */
const LEAST_ROWS = 24;

/** Rows of this many numbers in a block: a multiple of four. */
export function blockRows(depth: number): number {
  return Math.max(LEAST_ROWS, Math.floor(BLOCK_BYTES / (4 * depth) / TILE_ROWS) * TILE_ROWS);
}

/** Where panels lie: of a group, one behind the other. */
export interface Panels {
  readonly weights: number;
  readonly bias: number;
  /** Bytes from one group's panels to the next group's, and of their biases. */
  readonly groupBytes: number;
  readonly groupBiasBytes: number;
}

/** How filters become panels. */
interface PanelSizes {
  readonly groups: number;
  /** Filters of a group, and those with what fills up its last panel. */
  readonly filters: number;
  readonly columns: number;
  readonly taps: number;
  readonly channels: number;
}

/**
 * Filters [k, channels, …taps] → [groups, k / groups / 8, taps, channels, 8], and their bias; what fills up the last panel of a group
 * is zero.
 */
export function storePanels(
  memory: SimdMemory,
  w: Tensor,
  channels: number,
  bias: Tensor | undefined,
  groups: number,
): Panels {
  const [k = 0] = w.shape;
  const taps = k * channels === 0 ? 0 : product(w.shape) / (k * channels);
  const filters = k / groups;
  const columns = ceilDiv(filters, PANEL) * PANEL;
  const sizes = { groups, filters, columns, taps, channels };
  const layout = `panels ${groups} ${channels}`;
  return {
    weights: memory.once(w, layout, () => storeFilters(memory, w, sizes)),
    bias: bias
      ? memory.once(bias, layout, () => storeBias(memory, bias, sizes))
      : memory.hold(undefined, groups * columns),
    groupBytes: 4 * columns * taps * channels,
    groupBiasBytes: 4 * columns,
  };
}

function storeFilters(
  memory: SimdMemory,
  { data: from }: Tensor,
  { groups, filters, columns, taps, channels }: PanelSizes,
): number {
  const depth = taps * channels;
  const weights = memory.allocate(4 * groups * columns * depth);
  const to = memory.numbers(weights, groups * columns * depth);
  let at = 0;
  for (let group = 0; group < groups; group++) {
    for (let first = 0; first < columns; first += PANEL) {
      const lanes = Math.min(PANEL, filters - first);
      const source = (group * filters + first) * depth;
      for (let tap = 0; tap < taps; tap++) {
        for (let channel = 0; channel < channels; channel++, at += PANEL) {
          const number = source + channel * taps + tap;
          for (let lane = 0; lane < lanes; lane++) {
            to[at + lane] = from[number + lane * depth] as number;
          }
        }
      }
    }
  }
  return weights;
}

function storeBias(
  memory: SimdMemory,
  { data }: Tensor,
  { groups, filters, columns }: PanelSizes,
): number {
  const biases = new Float32Array(groups * columns);
  for (let group = 0; group < groups; group++) {
    const ofGroup = data.subarray(group * filters, (group + 1) * filters);
    biases.set(ofGroup, group * columns);
  }
  return memory.store(biases);
}
