// Rows of a table, by numbers that are computed: shaders/gather.wgsl.
import { channelsOf } from '../../tensor/tensor';
import { ceilDiv } from '../../util/math';
import { gather as shader } from '../further-shaders.gen';
import { type Call, defineKernel, foldGrid, sole } from '../kernel';

/** One invocation a number. */
export const gather = defineKernel({
  shader,
  ops: ['gather'],
  operands: [2],
  variants: [
    { tile: '', workgroup: [64, 1], blockK: 0 },
    { tile: '', workgroup: [16, 1], blockK: 0 },
  ],
  traits: () => [],
  // Reads and writes single lanes, so that spans need neither merging nor shifting.
  overrides: (_, { workgroup }) => ({ WG: workgroup[0], UNALIGNED: 0 }),
  params: (call) => {
    const [table, indices] = [sole(call.inputs), sole(call.inputs.slice(1))];
    const y = sole(call.outputs);
    return {
      table: table.span,
      indices: indices.span,
      y: y.span,
      channels: channelsOf(y.shape),
      index_channels: channelsOf(indices.shape),
    };
  },
  workgroups: (call, { workgroup }) => foldGrid(ceilDiv(lanes(call), workgroup[0])),
});

function lanes(call: Call<'gather'>): number {
  const { span } = sole(call.outputs);
  return span.pixels * (span.end - span.first);
}
