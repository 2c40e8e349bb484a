// Across classes and within them; scores of few values, so that many are equal. Overlaps are compared at powers of two,
// so that both sides round nothing.
import type { Cases } from '../cases';
import type { nonMaxSuppression } from './non-max-suppression';

const ACROSS = { byClass: false, perClass: 1, leastScore: -0.5 };

export const cases: Cases<typeof nonMaxSuppression> = {
  attributes: () => [
    { ...ACROSS, detections: 7, skippedClasses: 1, mostOverlap: 0.5 },
    { ...ACROSS, detections: 40, skippedClasses: 0, leastScore: 1.5, mostOverlap: 0.25 },
    { ...ACROSS, detections: 12, skippedClasses: 1, byClass: true, perClass: 3, mostOverlap: 0.5 },
  ],
  x: (_, { batch, size }) => [batch, size[0] * size[1], 4],
  operands: (_, { batch, size, channels }) => [
    { name: 'scores', shape: [batch, size[0] * size[1], channels + 1], isConstant: false },
  ],
  isByRow: true,
};
