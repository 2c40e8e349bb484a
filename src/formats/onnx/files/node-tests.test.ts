// ONNX's own node tests: none is wrong, and of the ops that networks for pictures have most are right.
import { describe, expect, it } from 'vitest';
import { ALL_OPS } from '../all-ops';
import { NODE_TESTS, nodeTestOutcome, opsOfNodeTest, whyNoNodeTests } from './node-tests.fixtures';

/** Tests whose answers ONNX Runtime does not give either: they count corners of a size that is no whole number. */
const CONTESTED: readonly string[] = [
  'test_resize_downsample_scales_cubic_align_corners',
  'test_resize_downsample_scales_linear_align_corners',
];
/** How many of the tests of ops that the reader has are right, at least. */
const LEAST_SHARE = 0.85;

describe.skipIf(NODE_TESTS.length === 0)(`ONNX's node tests${whyNoNodeTests}`, () => {
  it('are right or refused', { timeout: 600_000 }, async () => {
    const counts = { right: 0, refused: 0, wrong: 0, rightOfKnown: 0, known: 0 };
    const wrong: string[] = [];
    for (const name of NODE_TESTS) {
      const outcome = await nodeTestOutcome(name);
      if (!outcome) continue;
      const isRight = outcome.state === 'right';
      counts[outcome.state]++;
      if (outcome.state === 'wrong') wrong.push(name);
      if (!opsOfNodeTest(name).every(isKnown)) continue;
      counts.known++;
      if (isRight) counts.rightOfKnown++;
    }
    const { right, refused, known, rightOfKnown } = counts;
    const all = right + refused + counts.wrong;
    console.log(
      `${right} of ${all} right, ${refused} refused, ${counts.wrong} otherwise; of ops that are read, ${rightOfKnown} of ${known} right`,
    );
    expect(wrong.sort()).toEqual(CONTESTED);
    expect(rightOfKnown / known).toBeGreaterThan(LEAST_SHARE);
  });
});

function isKnown(opType: string): boolean {
  return ALL_OPS.converters.has(opType) || ALL_OPS.folders.has(opType);
}
