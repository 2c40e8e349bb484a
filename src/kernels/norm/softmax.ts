// Softmax and its logarithm: shaders/softmax.wgsl.
import { channelsOf } from '../../tensor/tensor';
import { defineKernel, foldGrid, sole } from '../kernel';
import { softmax as shader } from '../shaders.gen';

/** Over the channels of each pixel or row, for values of any rank. */
export const softmax = defineKernel({
  shader,
  ops: ['softmax', 'log-softmax'],
  variants: [
    { tile: '', workgroup: [64, 1], blockK: 0, barriers: true },
    { tile: '', workgroup: [1, 1], blockK: 0 },
  ],
  traits: (call) => (call.op === 'log-softmax' ? ['log'] : []),
  // Reads and writes single lanes, so that spans need neither merging nor shifting.
  overrides: (call, { workgroup }) => ({
    WG: workgroup[0],
    UNALIGNED: 0,
    LOGARITHM: Number(call.op === 'log-softmax'),
  }),
  params: (call) => {
    const x = sole(call.inputs);
    return { x: x.span, y: sole(call.outputs).span, channels: channelsOf(x.shape) };
  },
  workgroups: (call) => foldGrid(sole(call.outputs).span.pixels),
});
