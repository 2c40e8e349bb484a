// What nodes have to compute, by their ops.
import { expect, it } from 'vitest';
import type { OpAttributes, OpName } from '../ops/registry';
import { NO_PADS } from '../ops/window';
import { type Shape, zeros } from '../tensor/tensor';
import { GraphBuilder } from './builder';
import { deviceWorkOf, workOf } from './work';

/** The work of one node on inputs of these shapes. */
function workOfNode<O extends OpName>(
  op: O,
  shapes: readonly Shape[],
  attributes: OpAttributes[O],
  weights: readonly Shape[] = [],
): number | undefined {
  const builder = new GraphBuilder('one', 'nhwc');
  const inputs = shapes.map((shape, i) => builder.input(`x${i}`, shape));
  const constants = weights.map((shape, i) => builder.constant(`w${i}`, zeros(shape)));
  builder.node(op, 'y', [...inputs, ...constants], attributes);
  return [...workOf(builder.build(['y']))][0]?.[2];
}

const window = { kernel: [3, 5], strides: [1, 1], pads: NO_PADS, ceilMode: false } as const;

it('is multiply-adds where there are some', () => {
  const attributes = { kernel: [1, 1], strides: [1, 1], pads: NO_PADS, dilations: [1, 1] } as const;
  const conv = { ...attributes, groups: 1, activation: 'none' } as const;
  expect(workOfNode('conv2d', [[1, 4, 4, 8]], conv, [[6, 8, 1, 1]])).toBe(16 * 6 * 8);
});

it('counts all that windows read', () => {
  expect(workOfNode('max-pool2d', [[1, 9, 9, 2]], window)).toBe(7 * 5 * 2 * 15);
  const average = { ...window, countPadding: false };
  expect(workOfNode('average-pool2d', [[1, 9, 9, 2]], average)).toBe(7 * 5 * 2 * 15);
});

it('counts neighbouring channels as far as there are some', () => {
  const lrn = { alpha: 1, beta: 0.75, bias: 1 };
  expect(workOfNode('local-response-norm', [[1, 2, 2, 8]], { ...lrn, size: 5 })).toBe(32 * 5);
  expect(workOfNode('local-response-norm', [[1, 2, 2, 8]], { ...lrn, size: 100_001 })).toBe(32 * 8);
});

it('counts sums of products, rankings, and candidates of boxes', () => {
  expect(
    workOfNode(
      'matmul',
      [
        [2, 3, 7],
        [2, 7, 5],
      ],
      {},
    ),
  ).toBe(2 * 3 * 5 * 7);
  expect(workOfNode('top-indices', [[2, 100]], { k: 10 })).toBe(2 * 10 * 100);
  const suppression = { detections: 4, byClass: false, perClass: 4, skippedClasses: 0 };
  expect(
    workOfNode(
      'non-max-suppression',
      [
        [1, 50, 4],
        [1, 50, 3],
      ],
      { ...suppression, leastScore: 0.5, mostOverlap: 0.5 },
    ),
  ).toBe(4 * 8 * 50 * 3);
});

it('is one for each number of other ops', () => {
  expect(workOfNode('activation', [[1, 4, 4, 8]], { activation: 'relu' })).toBe(128);
});

it('takes a device more where channels are padded, and where there is no product', () => {
  const builder = new GraphBuilder('thin', 'nhwc');
  builder.input('x', [1, 4, 4, 1]);
  const kernel = { kernel: [3, 3], strides: [1, 1], pads: NO_PADS } as const;
  const weights = (name: string, shape: Shape) => builder.constant(name, zeros(shape));
  const conv = { ...kernel, dilations: [1, 1], groups: 1, activation: 'none' } as const;
  builder.node('conv2d', 'thin', ['x', weights('v', [1, 1, 3, 3])], conv);
  builder.node('max-pool2d', 'pooled', ['x'], { ...kernel, ceilMode: false });
  builder.node('conv2d', 'y', ['x', weights('w', [8, 1, 3, 3])], conv);
  const graph = builder.build(['thin', 'pooled', 'y']);
  expect([...workOf(graph)].map(([, , amount]) => amount)).toEqual([36, 36, 288]);
  expect(deviceWorkOf(graph)).toEqual([36 * 16, 36 * 4 * 16, 288 * 4]);
});
