// Shape inference of the ops without a window.
import { describe, expect, it } from 'vitest';
import { GraphError } from '../errors';
import type { Shape } from '../tensor/tensor';
import { inferFrom, nodeOf } from './ops.fixtures';
import type { OpName } from './registry';

function infer(op: OpName, inputs: readonly Shape[], attributes: object = {}) {
  return inferFrom(nodeOf(op, 'node1', [], attributes), inputs);
}

function expectMisfit(
  op: OpName,
  inputs: readonly Shape[],
  words: RegExp,
  attributes: object = {},
): void {
  const attempt = () => infer(op, inputs, attributes);
  expect(attempt).toThrow(GraphError);
  expect(attempt).toThrow(new RegExp(`Node "node1" \\(${op}\\).*${words.source}`));
}

describe('inferOutputs', () => {
  it.each(['activation', 'copy', 'softmax'] as const)('%s keeps any shape', (op) => {
    expect(infer(op, [[1, 2, 3, 5]])).toEqual([{ shape: [1, 2, 3, 5], dtype: 'f32' }]);
    expect(infer(op, [[2, 10]])).toEqual([{ shape: [2, 10], dtype: 'f32' }]);
  });

  it('bias-add keeps the shape of x', () => {
    expect(infer('bias-add', [[1, 2, 3, 5], [5]])[0]?.shape).toEqual([1, 2, 3, 5]);
    expect(infer('bias-add', [[4, 5], [5]])[0]?.shape).toEqual([4, 5]);
  });

  it('bias-add refuses a bias of another length', () => {
    expectMisfit('bias-add', [[1, 2, 3, 5], [3]], /needs a bias of 5, got \[3\]/);
    expectMisfit(
      'bias-add',
      [
        [1, 2, 3, 5],
        [1, 5],
      ],
      /needs a bias of 5, got \[1, 5\]/,
    );
  });

  it('concat adds channels up', () => {
    const shapes = [
      [1, 2, 3, 5],
      [1, 2, 3, 1],
      [1, 2, 3, 4],
    ];
    expect(infer('concat', shapes)[0]?.shape).toEqual([1, 2, 3, 10]);
  });

  it('concat refuses inputs of other heights, widths, batches or ranks', () => {
    for (const other of [
      [1, 9, 3, 5],
      [1, 2, 9, 5],
      [9, 2, 3, 5],
      [1, 5],
    ]) {
      expectMisfit('concat', [[1, 2, 3, 5], other], /cannot join \[1, 2, 3, 5\] and \[/);
    }
  });

  it('global average pooling leaves one vector per image', () => {
    expect(infer('global-average-pool', [[2, 13, 13, 10]])[0]?.shape).toEqual([2, 10]);
  });

  it('global average pooling refuses vectors', () => {
    expectMisfit(
      'global-average-pool',
      [[2, 10]],
      /needs a feature map \[n, h, w, c\], got \[2, 10\]/,
    );
  });

  it('top-k gives values and whole-number indices', () => {
    expect(infer('top-k', [[2, 10]], { k: 3 })).toEqual([
      { shape: [2, 3], dtype: 'f32' },
      { shape: [2, 3], dtype: 'u32' },
    ]);
  });

  it.each([0, 11, 2.5, -1])('top-k refuses k = %s of 10', (k) => {
    expectMisfit('top-k', [[2, 10]], /of 10 classes; k must be 1…10/, { k });
  });

  it('refuses a node without inputs', () => {
    expectMisfit('concat', [], /needs x/);
    expectMisfit('copy', [], /needs x/);
  });

  it('refuses a node with more inputs than its op has', () => {
    expectMisfit(
      'copy',
      [
        [2, 3],
        [2, 3],
      ],
      /needs x/,
    );
  });
});
