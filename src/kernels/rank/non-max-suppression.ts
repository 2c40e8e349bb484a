// Of boxes that overlap the one of the largest score: shaders/non-max-suppression.wgsl.
import { MOST_DETECTIONS } from '../../ops/rank/non-max-suppression';
import { channelsOf } from '../../tensor/tensor';
import { nonMaxSuppression as shader } from '../further-shaders.gen';
import { defineKernel, sole } from '../kernel';

/** One workgroup an image. */
export const nonMaxSuppression = defineKernel({
  shader,
  ops: ['non-max-suppression'],
  operands: [2],
  variants: [
    { tile: '', workgroup: [64, 1], blockK: 0, barriers: true },
    { tile: '', workgroup: [128, 1], blockK: 0, barriers: true },
  ],
  traits: (call) => (call.attributes.byClass ? ['by-class'] : []),
  // Reads and writes single lanes, so that spans need neither merging nor shifting.
  overrides: (call, { workgroup }) => ({
    MOST_DETECTIONS,
    WG: workgroup[0],
    UNALIGNED: 0,
    BY_CLASS: Number(call.attributes.byClass),
  }),
  params: (call) => {
    const [boxes, scores] = [sole(call.inputs), sole(call.inputs.slice(1))];
    const { attributes } = call;
    return {
      boxes: boxes.span,
      scores: scores.span,
      y: sole(call.outputs).span,
      anchors: boxes.shape[1] ?? 0,
      classes: channelsOf(scores.shape) - attributes.skippedClasses,
      skipped_classes: attributes.skippedClasses,
      detections: attributes.detections,
      per_class: attributes.perClass,
      least_score: attributes.leastScore,
      most_overlap: attributes.mostOverlap,
    };
  },
  workgroups: (call) => [1, sole(call.inputs).shape[0] ?? 1, 1],
});
