// What the global pooling kernels have in common: shaders/lib/global-pool.wgsl.
import { ceilDiv } from '../../util/math';
import { shiftsLanes, spanWords } from '../channel-span';
import { type Call, sole, type Variant, type Workgroups } from '../kernel';

type PoolCall = Call<'global-average-pool' | 'global-max-pool' | 'global-reduction'>;

/** Invocations that share one word, and, for adapters that are slow to wait, one invocation a word. */
export const GLOBAL_POOL_VARIANTS: readonly Variant[] = [
  { tile: '', workgroup: [64, 1], blockK: 0, barriers: true },
  { tile: '', workgroup: [1, 16], blockK: 0 },
];

/** Overrides of the grid. */
export function globalPoolOverrides(call: PoolCall, { workgroup }: Variant) {
  return {
    WG_X: workgroup[0],
    WG_Y: workgroup[1],
    UNALIGNED: Number(shiftsLanes(call)),
  };
}

/** Spans, and the pixels that one output vector is computed from. */
export function globalPoolParams(call: PoolCall) {
  const x = sole(call.inputs);
  const [, h = 0, w = 0] = x.shape;
  return { x: x.span, y: sole(call.outputs).span, image_pixels: h * w };
}

/** Words of all images. */
export function globalPoolGrid(call: PoolCall, { workgroup }: Variant): Workgroups {
  const { span } = sole(call.outputs);
  return [1, ceilDiv(spanWords(span), workgroup[1]), span.pixels];
}
