// Global average pooling: shaders/global-average-pool.wgsl.
import { ceilDiv } from '../util/math';
import { shiftsLanes, spanWords } from './channel-span';
import { defineKernel, sole } from './kernel';
import { globalAveragePool as shader } from './shaders.gen';

/** The mean over height and width. */
export const globalAveragePool = defineKernel({
  shader,
  ops: ['global-average-pool'],
  variants: [
    { tile: '', workgroup: [64, 1], blockK: 0, barriers: true },
    { tile: '', workgroup: [1, 16], blockK: 0 },
  ],
  traits: (call) => (shiftsLanes(call) ? ['unaligned'] : []),
  overrides: (call, { workgroup }) => ({
    WG_X: workgroup[0],
    WG_Y: workgroup[1],
    UNALIGNED: Number(shiftsLanes(call)),
  }),
  params: (call) => {
    const x = sole(call.inputs);
    const [, h = 0, w = 0] = x.shape;
    return { x: x.span, y: sole(call.outputs).span, image_pixels: h * w };
  },
  workgroups: (call, { workgroup }) => {
    const { span } = sole(call.outputs);
    return [1, ceilDiv(spanWords(span), workgroup[1]), span.pixels];
  },
});
