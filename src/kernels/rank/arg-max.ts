// Where the largest number of each row is: shaders/arg-max.wgsl.
import { channelsOf } from '../../tensor/tensor';
import { ceilDiv } from '../../util/math';
import { argMax as shader } from '../further-shaders.gen';
import { defineKernel, foldGrid, sole } from '../kernel';

/** Over the channels of each pixel or row, for values of any rank. */
export const argMax = defineKernel({
  shader,
  ops: ['arg-max'],
  variants: [
    { tile: '', workgroup: [64, 1], blockK: 0 },
    { tile: '', workgroup: [16, 1], blockK: 0 },
  ],
  traits: (call) => (call.attributes.takesLast ? ['last'] : []),
  // Reads and writes single lanes, so that spans need neither merging nor shifting.
  overrides: (call, { workgroup }) => ({
    WG: workgroup[0],
    UNALIGNED: 0,
    TAKES_LAST: Number(call.attributes.takesLast),
  }),
  params: (call) => {
    const x = sole(call.inputs);
    return { x: x.span, y: sole(call.outputs).span, channels: channelsOf(x.shape) };
  },
  workgroups: (call, { workgroup }) =>
    foldGrid(ceilDiv(sole(call.outputs).span.pixels, workgroup[0])),
});
