// Max pooling: shaders/max-pool2d.wgsl.
import { ceilDiv } from '../util/math';
import { shiftsLanes, spanWords } from './channel-span';
import { defineKernel, sole } from './kernel';
import { maxPool2d as shader } from './shaders.gen';
import { windowOverrides, windowParams, windowTraits } from './window-call';

/** Any kernel, stride and padding; output size rounded down or up. */
export const maxPool2d = defineKernel({
  shader,
  ops: ['max-pool2d'],
  variants: [
    { tile: '', workgroup: [8, 8], blockK: 0 },
    { tile: '', workgroup: [16, 1], blockK: 0 },
  ],
  traits: (call) => [...windowTraits(call.attributes), ...(shiftsLanes(call) ? ['unaligned'] : [])],
  overrides: (call, { workgroup }) => ({
    ...windowOverrides(call.attributes),
    WG_X: workgroup[0],
    WG_Y: workgroup[1],
    UNALIGNED: Number(shiftsLanes(call)),
  }),
  params: windowParams,
  workgroups: (call, { workgroup }) => {
    const { shape, span } = sole(call.outputs);
    const [n = 0, oh = 0, ow = 0] = shape;
    return [ceilDiv(spanWords(span), workgroup[0]), ceilDiv(ow, workgroup[1]), n * oh];
  },
});
