// Non-maximum suppression on the CPU.
import { f32Tensor } from '../../tensor/tensor';
import { type Compute, exact, type Rounding } from '../reference';
import type { NonMaxSuppressionAttributes, nonMaxSuppression } from './non-max-suppression';

/** A box of a class. */
interface Candidate {
  readonly anchor: number;
  readonly kind: number;
  readonly score: number;
  readonly box: ArrayLike<number>;
}

/** Greedily, by falling score. */
export const compute: Compute<typeof nonMaxSuppression> = ([boxes, scores], attributes) => {
  const [n = 0, anchors = 0, classes = 0] = scores.shape;
  const { detections } = attributes;
  const y = new Float32Array(n * detections * 8);
  for (let image = 0; image < n; image++) {
    const candidates: Candidate[] = [];
    const kinds = classes - attributes.skippedClasses;
    for (let i = 0; i < anchors * kinds; i++) {
      const [anchor, kind] = attributes.byClass
        ? [i % anchors, Math.floor(i / anchors)]
        : [Math.floor(i / kinds), i % kinds];
      const row = image * anchors + anchor;
      const score = scores.data[row * classes + attributes.skippedClasses + kind] as number;
      if (score < Math.fround(attributes.leastScore)) continue;
      candidates.push({ anchor, kind, score, box: boxes.data.subarray(row * 4, row * 4 + 4) });
    }
    // Sorting keeps the order of equal ones.
    candidates.sort((a, b) => b.score - a.score);
    for (const [i, { box, kind, score, anchor }] of chosen(candidates, attributes).entries()) {
      y.set([...Array.from(box), kind, score, 1, anchor], (image * detections + i) * 8);
    }
  }
  return [f32Tensor([n, detections, 8], y)];
};

/** Boxes are copied: which ones is right or wrong. */
export const rounding: Rounding<typeof nonMaxSuppression> = exact;

function chosen(
  candidates: readonly Candidate[],
  { detections, byClass, perClass, mostOverlap }: NonMaxSuppressionAttributes,
): Candidate[] {
  const kept: Candidate[] = [];
  for (const candidate of candidates) {
    if (kept.length === detections) break;
    const rivals = byClass ? kept.filter(({ kind }) => kind === candidate.kind) : kept;
    const isFree = rivals.every(({ anchor, box }) => {
      return anchor !== candidate.anchor && !overlaps(box, candidate.box, mostOverlap);
    });
    if (isFree && !(byClass && rivals.length >= perClass)) kept.push(candidate);
  }
  return kept;
}

/** Whether two boxes share more than `most` of what both cover; boxes without an area never do. In float32 steps. */
function overlaps(a: ArrayLike<number>, b: ArrayLike<number>, most: number): boolean {
  const { fround, max, min } = Math;
  const [top = 0, left = 0, bottom = 0, right = 0] = Array.from(a);
  const [otherTop = 0, otherLeft = 0, otherBottom = 0, otherRight = 0] = Array.from(b);
  const area = fround(fround(bottom - top) * fround(right - left));
  const otherArea = fround(fround(otherBottom - otherTop) * fround(otherRight - otherLeft));
  if (!(area > 0 && otherArea > 0)) return false;
  const height = max(fround(min(bottom, otherBottom) - max(top, otherTop)), 0);
  const width = max(fround(min(right, otherRight) - max(left, otherLeft)), 0);
  const shared = fround(height * width);
  return shared > fround(fround(most) * fround(fround(area + otherArea) - shared));
}
