// Another height and width: shaders/resize2d.wgsl.
import { resizeTaps } from '../../ops/move/resize-taps';
import { shiftsLanes } from '../channel-span';
import { resize2d as shader } from '../further-shaders.gen';
import { type Call, defineKernel, sole } from '../kernel';
import type { Packing } from '../packing';
import { alignmentTraits, WORD_GRID_VARIANTS, wordGrid, wordGridOverrides } from '../word-grid';

/** Any size, by the nearest pixel or linearly; where to read is computed here, so that it is as on the CPU. */
export const resize2d = defineKernel({
  shader,
  ops: ['resize2d'],
  variants: WORD_GRID_VARIANTS,
  traits: (call) => [call.attributes.mode, ...alignmentTraits(call)],
  overrides: (call, variant) => ({
    ...wordGridOverrides(variant, shiftsLanes(call)),
    LINEAR: Number(call.attributes.mode === 'linear'),
  }),
  params: (call) => {
    const [x, y] = [sole(call.inputs), sole(call.outputs)];
    return {
      x: x.span,
      y: y.span,
      in_hw: [x.shape[1] ?? 0, x.shape[2] ?? 0] as const,
      out_hw: [y.shape[1] ?? 0, y.shape[2] ?? 0] as const,
    };
  },
  workgroups: wordGrid,
  packConstants: (call) => [tapsAlong(call, 0), tapsAlong(call, 1)],
});

function tapsAlong(call: Call<'resize2d'>, axis: 0 | 1): Packing {
  const size = sole(call.outputs).shape[1 + axis] ?? 1;
  return { length: 4 * size, pack: () => packTaps(call, axis) };
}

/** One vec4 for each row (axis 0) or column (1) of y: first tap, second tap, weight of the second, nothing. */
function packTaps(call: Call<'resize2d'>, axis: 0 | 1): Float32Array<ArrayBuffer> {
  const inputSize = sole(call.inputs).shape[1 + axis] ?? 1;
  const taps = resizeTaps(call.attributes, axis, inputSize);
  return Float32Array.from(taps.flatMap(({ low, high, weight }) => [low, high, weight, 0]));
}
