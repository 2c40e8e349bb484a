// Input transform of Winograd convolutions with strides: shaders/winograd-input-strided.wgsl.
import { mergesLanes } from '../channel-span';
import { winogradInputStrided as shader } from '../further-shaders.gen';
import { defineKernel } from '../kernel';
import { wordGridOverrides } from '../word-grid';
import { INPUT_TRANSFORM, isOfSide } from './winograd-call';

/** Patches of 6×6 pixels of each phase of any feature map, with any padding. It finds x's channels one by one, wherever they lie. */
export const winogradInputStrided = defineKernel({
  ...INPUT_TRANSFORM,
  shader,
  accepts: (call) => isOfSide(call, 6) && call.attributes.stride > 1,
  traits: (call) => (mergesLanes(call) ? ['unaligned'] : []),
  overrides: (call, variant) => wordGridOverrides(variant, mergesLanes(call)),
});
