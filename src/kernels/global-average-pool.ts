// Global average pooling: shaders/global-average-pool.wgsl.
import { shiftsLanes, spanWords } from './channel-span';
import { defineKernel, sole } from './kernel';
import { globalAveragePool as shader } from './shaders.gen';

/** The mean over height and width. */
export const globalAveragePool = defineKernel({
  shader,
  ops: ['global-average-pool'],
  variants: [64, 1].map((size) => ({ tile: '', workgroup: [size, 1] as const, blockK: 0 })),
  traits: (call) => (shiftsLanes(call) ? ['unaligned'] : []),
  overrides: (call, { workgroup }) => ({ WG: workgroup[0], UNALIGNED: Number(shiftsLanes(call)) }),
  params: (call) => {
    const x = sole(call.inputs);
    const [, h = 0, w = 0] = x.shape;
    return { x: x.span, y: sole(call.outputs).span, image_pixels: h * w };
  },
  workgroups: (call) => {
    const { span } = sole(call.outputs);
    return [spanWords(span), span.pixels, 1];
  },
});
