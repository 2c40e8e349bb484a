// Numbers of x in any regular order: shaders/as-strided.wgsl.

import { MOST_WALK_AXES, simplifyAccess } from '../../ops/compose-access';
import type { AnyOp } from '../../ops/registry';
import { accessOf } from '../../ops/registry';
import type { StridedAccess } from '../../ops/strided';
import { channelsOf } from '../../tensor/tensor';
import { mergesLanes } from '../channel-span';
import { asStrided as shader } from '../further-shaders.gen';
import { type Call, defineKernel, sole } from '../kernel';
import { WORD_GRID_VARIANTS, wordGrid, wordGridOverrides } from '../word-grid';

type Ops = 'reshape' | 'transpose' | 'slice' | 'as-strided';

type Four = readonly [number, number, number, number];

/** Ops that only move numbers, with at most MOST_WALK_AXES axes after those that walk on into each other are joined. */
export const asStrided = defineKernel<typeof shader, Ops>({
  shader,
  ops: ['reshape', 'transpose', 'slice', 'as-strided'],
  variants: WORD_GRID_VARIANTS,
  accepts: (call) => simplifiedAccess(call).sizes.length <= MOST_WALK_AXES,
  traits: (call) => [
    `r${simplifiedAccess(call).sizes.length}`,
    ...(mergesLanes(call) ? ['unaligned'] : []),
  ],
  // Reads single lanes, so that x needs no shifting.
  overrides: (call, variant) => ({
    ...wordGridOverrides(variant, mergesLanes(call)),
    RANK: simplifiedAccess(call).sizes.length,
  }),
  params: (call) => {
    const [x, y] = [sole(call.inputs), sole(call.outputs)];
    const { offset, sizes, strides } = simplifiedAccess(call);
    return {
      x: x.span,
      y: y.span,
      sizes_low: innermostFour(sizes, 0, 1),
      sizes_high: innermostFour(sizes, 4, 1),
      strides_low: innermostFour(strides, 0, 0),
      strides_high: innermostFour(strides, 4, 0),
      offset,
      x_channels: channelsOf(x.shape),
      y_channels: channelsOf(y.shape),
    };
  },
  workgroups: wordGrid,
});

function simplifiedAccess(call: Call<Ops>): StridedAccess {
  // TypeScript loses the tie between op and attributes for a union of ops.
  const access = accessOf(call as AnyOp, sole(call.inputs).shape);
  if (!access) throw new RangeError(`The op ${call.op} does more than move numbers.`);
  return simplifyAccess(access);
}

/** Four axes from the `skipped`-th innermost one outwards; `absent` stands for axes that there are not. */
function innermostFour(axes: readonly number[], skipped: number, absent: number): Four {
  const at = (i: number) => axes.at(-1 - skipped - i) ?? absent;
  return [at(0), at(1), at(2), at(3)];
}
