// Where the largest entries are: shaders/top-indices.wgsl.
import { channelsOf } from '../../tensor/tensor';
import { ceilDiv } from '../../util/math';
import { topIndices as shader } from '../further-shaders.gen';
import { defineKernel, sole } from '../kernel';

/** Lanes of padding that a row may end in. */
const PADDING = 3;

/** Indices of the k largest of each row. */
export const topIndices = defineKernel({
  shader,
  ops: ['top-indices'],
  variants: [
    { tile: '', workgroup: [64, 1], blockK: 0 },
    { tile: '', workgroup: [16, 1], blockK: 0 },
  ],
  traits: () => [],
  overrides: (_, { workgroup }) => ({ WG: workgroup[0], UNALIGNED: 0 }),
  params: (call) => {
    const x = sole(call.inputs);
    return {
      x: x.span,
      y: sole(call.outputs).span,
      channels: channelsOf(x.shape),
      k: call.attributes.k,
    };
  },
  workgroups: (call, { workgroup }) => {
    const x = sole(call.inputs);
    return [ceilDiv(channelsOf(x.shape) + PADDING, workgroup[0]), x.span.pixels, 1];
  },
});
