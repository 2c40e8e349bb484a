// The k largest entries: shaders/top-k.wgsl.
import { channelsOf } from '../../tensor/tensor';
import { ceilDiv } from '../../util/math';
import { defineKernel, sole } from '../kernel';
import { topK as shader } from '../shaders.gen';

/** Entries that one invocation compares with the row. */
const ENTRIES = 4;

/** Values and indices of the k largest of each row. */
export const topK = defineKernel({
  shader,
  ops: ['top-k'],
  variants: [
    { tile: '', workgroup: [32, 2], blockK: 0, barriers: true },
    { tile: '', workgroup: [1, 64], blockK: 0 },
  ],
  traits: () => [],
  overrides: (_, { workgroup }) => ({
    WG_X: workgroup[0],
    WG_Y: workgroup[1],
    UNALIGNED: 0,
  }),
  params: (call) => {
    const x = sole(call.inputs);
    const values = sole(call.outputs);
    return {
      x: x.span,
      channels: channelsOf(x.shape),
      k: call.attributes.k,
      row_length: 4 * values.span.words,
    };
  },
  workgroups: (call, { workgroup }) => {
    const x = sole(call.inputs);
    return [ceilDiv(channelsOf(x.shape), ENTRIES * workgroup[1]), x.span.pixels, 1];
  },
});
