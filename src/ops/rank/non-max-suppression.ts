// Non-maximum suppression: of boxes that overlap, the one of the largest score.
import { formatShape } from '../../tensor/tensor';
import { product } from '../../util/math';
import { defineOp, f32 } from '../op';
import type { Attributes } from '../schema';

/** Boxes that may be kept: kernels hold all of them in workgroup memory. */
export const MOST_DETECTIONS = 256;

/**
 * Boxes [n, a, 4] (top, left, bottom, right) and scores [n, a, c] → [n, detections, 8]: the box, its class, its score, 1,
 * and which of the a it is; zeros behind the last one. Candidates are pairs of a box and a class, by falling score. One is kept if its score is at least
 * `leastScore`, and no kept one overlaps it by more than `mostOverlap` of what both cover. With `byClass` only those of its class
 * count, of which `perClass` are kept at most; without, a box has one class. Of equal scores the lower box comes first, or with
 * `byClass` the lower class. Scores start at class −`skippedClasses`: those before class 0 are the background's.
 */
export const nonMaxSuppression = defineOp({
  name: 'non-max-suppression',
  attributes: {
    detections: 'size',
    byClass: 'flag',
    perClass: 'size',
    skippedClasses: 'position',
    leastScore: 'real',
    mostOverlap: 'real',
  },
  inputs: 'boxes scores',
  infer: ([{ shape: boxes }, { shape: scores }], { detections, skippedClasses }, misfit) => {
    const [n = 0, a, four] = boxes;
    const fits = scores.length === 3 && scores[0] === n && scores[1] === a;
    if (boxes.length !== 3 || four !== 4 || !fits || skippedClasses >= (scores[2] ?? 0)) {
      throw misfit(`cannot choose among ${formatShape(boxes)} by ${formatShape(scores)}`);
    }
    if (detections > MOST_DETECTIONS) {
      throw misfit(`keeps ${detections} boxes; it can keep ${MOST_DETECTIONS}`);
    }
    return f32([n, detections, 8]);
  },
  reads: ([, [, ...scores] = []]) => product(scores),
});

/** How boxes are chosen. */
export type NonMaxSuppressionAttributes = Attributes<typeof nonMaxSuppression.attributes>;
