// What the pooling kernels have in common: shaders/lib/pool-window.wgsl.
import { ceilDiv } from '../../util/math';
import { shiftsLanes, spanWords } from '../channel-span';
import { type Call, sole, type Variant, type Workgroups } from '../kernel';
import { windowOverrides, windowTraits } from '../window-call';
import { alignmentTraits } from '../word-grid';

type PoolCall = Call<'max-pool2d' | 'average-pool2d'>;

/** Square groups, and one wide row that keeps a CPU's threads on neighbouring memory. */
export const POOL_VARIANTS: readonly Variant[] = [
  { tile: '', workgroup: [8, 8], blockK: 0 },
  { tile: '', workgroup: [16, 1], blockK: 0 },
];

/** Names of the window in a variant's id. */
export function poolTraits(call: PoolCall): string[] {
  return [...windowTraits(call.attributes), ...alignmentTraits(call)];
}

/** Overrides of window and grid. */
export function poolOverrides(call: PoolCall, variant: Variant) {
  return {
    ...windowOverrides(call.attributes),
    WG_X: variant.workgroup[0],
    WG_Y: variant.workgroup[1],
    UNALIGNED: Number(shiftsLanes(call)),
  };
}

/** Words, columns, rows of all images. */
export function poolGrid(call: PoolCall, { workgroup }: Variant): Workgroups {
  const { shape, span } = sole(call.outputs);
  const [n = 0, oh = 0, ow = 0] = shape;
  return [ceilDiv(spanWords(span), workgroup[0]), ceilDiv(ow, workgroup[1]), n * oh];
}
