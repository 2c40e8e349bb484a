// The opposite of a max pooling: shaders/max-unpool2d.wgsl.
import { channelsOf } from '../../tensor/tensor';
import { ceilDiv } from '../../util/math';
import { maxUnpool2d as shader } from '../further-shaders.gen';
import { type Call, defineKernel, foldGrid, sole } from '../kernel';

/** One invocation a number. */
export const maxUnpool2d = defineKernel({
  shader,
  ops: ['max-unpool2d'],
  operands: [2],
  variants: [
    { tile: '', workgroup: [64, 1], blockK: 0 },
    { tile: '', workgroup: [16, 1], blockK: 0 },
  ],
  traits: () => [],
  // Reads and writes single lanes, so that spans need neither merging nor shifting.
  overrides: (_, { workgroup }) => ({ WG: workgroup[0], UNALIGNED: 0 }),
  params: (call) => {
    const [x, source, y] = [sole(call.inputs), sole(call.inputs.slice(1)), sole(call.outputs)];
    return {
      x: x.span,
      source: source.span,
      y: y.span,
      size: [y.shape[1] ?? 0, y.shape[2] ?? 0] as const,
      pooled: [x.shape[1] ?? 0, x.shape[2] ?? 0] as const,
      kernel: call.attributes.kernel,
      channels: channelsOf(y.shape),
    };
  },
  workgroups: (call, { workgroup }) => foldGrid(ceilDiv(lanes(call), workgroup[0])),
});

function lanes(call: Call<'max-unpool2d'>): number {
  const { span } = sole(call.outputs);
  return span.pixels * (span.end - span.first);
}
