// The grid of shaders/lib/word-grid.wgsl: one invocation per word, for kernels that treat all pixels alike.
import { ceilDiv } from '../util/math';
import { shiftsLanes, spanWords } from './channel-span';
import { type Call, MOST_WORKGROUPS, sole, type Variant, type Workgroups } from './kernel';

/** Square groups, and one wide row that keeps a CPU's threads on neighbouring memory. */
export const WORD_GRID_VARIANTS: readonly Variant[] = [
  { tile: '', workgroup: [8, 8], blockK: 0 },
  { tile: '', workgroup: [16, 1], blockK: 0 },
];

/** Overrides of the grid; `unaligned` as the shader needs it. */
export function wordGridOverrides({ workgroup }: Variant, unaligned: boolean) {
  return { WG_X: workgroup[0], WG_Y: workgroup[1], UNALIGNED: Number(unaligned) };
}

/** Name of lane shifting in a variant's id. */
export function alignmentTraits(call: Call): string[] {
  return shiftsLanes(call) ? ['unaligned'] : [];
}

/** All words of y, or `width` per pixel, with pixels folded over y and z. */
export function wordGrid(call: Call, { workgroup }: Variant, width?: number): Workgroups {
  const { span } = sole(call.outputs);
  const rows = ceilDiv(span.pixels, workgroup[1]);
  const folds = ceilDiv(rows, MOST_WORKGROUPS);
  return [ceilDiv(width ?? spanWords(span), workgroup[0]), ceilDiv(rows, folds), folds];
}
