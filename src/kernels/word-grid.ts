// The grid of shaders/lib/word-grid.wgsl: one invocation per word, for kernels that treat all pixels alike.
import { ceilDiv } from '../util/math';
import { shiftsLanes, spanWords } from './channel-span';
import { type Call, foldGrid, sole, type Variant, type Workgroups } from './kernel';

/** One row of invocations. */
export const WORD_GRID_VARIANTS: readonly Variant[] = [
  { tile: '', workgroup: [64, 1], blockK: 0 },
  { tile: '', workgroup: [16, 1], blockK: 0 },
];

/** Overrides of the grid; `unaligned` as the shader needs it. */
export function wordGridOverrides({ workgroup }: Variant, unaligned: boolean) {
  return { WG: workgroup[0], UNALIGNED: Number(unaligned) };
}

/** Name of lane shifting in a variant's id. */
export function alignmentTraits(call: Call): string[] {
  return shiftsLanes(call) ? ['unaligned'] : [];
}

/** All words of y; or `width` invocations per pixel. */
export function wordGrid(call: Call, { workgroup }: Variant, width?: number): Workgroups {
  const { span } = sole(call.outputs);
  return foldGrid(ceilDiv(span.pixels * (width ?? spanWords(span)), workgroup[0]));
}
