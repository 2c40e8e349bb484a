// ONNX's own node tests: none is wrong, and of the ops that networks for pictures have most are right.
import { describe, expect, it } from 'vitest';
import { ALL_OPS } from '../all-ops';
import { NODE_TESTS, nodeTestOutcome, opsOfNodeTest, whyNoNodeTests } from './node-tests.fixtures';

/** Tests whose answers ONNX Runtime does not give either: they count corners of a size that is no whole number. */
const CONTESTED: readonly string[] = [
  'test_resize_downsample_scales_cubic_align_corners',
  'test_resize_downsample_scales_linear_align_corners',
];
/** Ops that networks for pictures ask for, beyond those of every classifier. */
const OF_PICTURES: readonly string[] = [
  ...[
    'Abs',
    'And',
    'ArgMax',
    'ArgMin',
    'AveragePool',
    'Conv',
    'ConvInteger',
    'ConvTranspose',
    'DepthToSpace',
  ],
  ...[
    'DynamicQuantizeLinear',
    'Einsum',
    'Equal',
    'Erf',
    'Exp',
    'Gather',
    'Gelu',
    'Greater',
    'GreaterOrEqual',
  ],
  ...[
    'GridSample',
    'GroupNormalization',
    'If',
    'InstanceNormalization',
    'LayerNormalization',
    'Less',
  ],
  ...[
    'LessOrEqual',
    'Log',
    'MatMulInteger',
    'Max',
    'MaxPool',
    'MaxUnpool',
    'Min',
    'Mish',
    'Mod',
    'Neg',
  ],
  ...[
    'NonMaxSuppression',
    'Not',
    'Or',
    'Pow',
    'QLinearConv',
    'QLinearMatMul',
    'Reciprocal',
    'ReduceL1',
  ],
  ...[
    'ReduceL2',
    'ReduceMin',
    'ReduceProd',
    'ReduceSum',
    'Resize',
    'ScatterND',
    'Softplus',
    'Softsign',
  ],
  ...['SpaceToDepth', 'Sqrt', 'Tile', 'TopK', 'Upsample', 'Where', 'Xor'],
];
/** How many of the tests with such ops, and of those whose ops the reader has, are right, at least. */
const LEAST_SHARE = 0.85;

describe.skipIf(NODE_TESTS.length === 0)(`ONNX's node tests${whyNoNodeTests}`, () => {
  it('are right or refused', { timeout: 600_000 }, async () => {
    const counts = { right: 0, refused: 0, wrong: 0, rightOfKnown: 0, known: 0 };
    const ofPictures = { right: 0, all: 0 };
    const wrong: string[] = [];
    for (const name of NODE_TESTS) {
      const outcome = await nodeTestOutcome(name);
      if (!outcome) continue;
      const isRight = outcome.state === 'right';
      counts[outcome.state]++;
      if (outcome.state === 'wrong') wrong.push(name);
      const ops = opsOfNodeTest(name);
      if (ops.some((op) => OF_PICTURES.includes(op))) {
        ofPictures.all++;
        if (isRight) ofPictures.right++;
      }
      if (!ops.every(isKnown)) continue;
      counts.known++;
      if (isRight) counts.rightOfKnown++;
    }
    const { right, refused, known, rightOfKnown } = counts;
    const all = right + refused + counts.wrong;
    console.log(
      `${right} of ${all} right, ${refused} refused, ${counts.wrong} otherwise; of ops that are read, ${rightOfKnown} of ${known} right; of ops of pictures, ${ofPictures.right} of ${ofPictures.all}`,
    );
    expect(wrong.sort()).toEqual(CONTESTED);
    expect(rightOfKnown / known).toBeGreaterThan(LEAST_SHARE);
    expect(ofPictures.right / ofPictures.all).toBeGreaterThan(LEAST_SHARE);
  });
});

function isKnown(opType: string): boolean {
  return ALL_OPS.converters.has(opType) || ALL_OPS.folders.has(opType);
}
