// Another shape for the same numbers: shaders/reshape.wgsl.
import { channelsOf } from '../tensor/tensor';
import { mergesLanes } from './channel-span';
import { defineKernel, sole } from './kernel';
import { reshape as shader } from './shaders.gen';
import { WORD_GRID_VARIANTS, wordGrid, wordGridOverrides } from './word-grid';

/** Reshapes that move numbers between words; the others are views. */
export const reshape = defineKernel({
  shader,
  ops: ['reshape'],
  variants: WORD_GRID_VARIANTS,
  traits: (call) => (mergesLanes(call) ? ['unaligned'] : []),
  overrides: (call, variant) => wordGridOverrides(variant, mergesLanes(call)),
  params: (call) => {
    const [x, y] = [sole(call.inputs), sole(call.outputs)];
    return {
      x: x.span,
      y: y.span,
      x_channels: channelsOf(x.shape),
      y_channels: channelsOf(y.shape),
    };
  },
  workgroups: wordGrid,
});
