// Lowering of whole networks: what kernels compute is offered, and nothing else.
import { describe, expect, it } from 'vitest';
import type { Graph } from '../graph/graph';
import type { Model } from '../graph/model';
import { ALL_KERNELS } from '../kernels/further-kernels.gen';
import { mobilenetV1, mobilenetV2, mobilenetV3Small } from '../models/index';
import { FireNet } from '../rewrites/fire-net.fixtures';
import { choosing } from '../rewrites/rewrite.fixtures';
import { lowerBy } from './lowerings';
import { countSteps, rankedGraph } from './plan.fixtures';
import { scheduleGraph } from './schedule';
import { plainTarget } from './target.fixtures';

describe('lowerBy', () => {
  const fireNodes = (channels: number) => {
    const net = new FireNet();
    const s = net.conv('s', 1, channels);
    const parts = [net.conv('a', 1, 3, {}, s), net.conv('b', 3, 7, {}, s)];
    const lower = lowerBy(choosing({ fire: () => true }));
    return lower(net.build(net.concat('y', ...parts)), 'hardware').nodes.map(({ op }) => op);
  };

  it('leaves squeeze layers that no workgroup memory holds', () => {
    expect(fireNodes(136)).toEqual(['fire']);
    expect(fireNodes(137)).not.toContain('fire');
  });
});

it('takes every block of MobileNet v1, and those of v2 up to their sums', () => {
  const stepsOf = (graph: Graph) =>
    countSteps(
      scheduleGraph(graph, plainTarget('hardware'), {
        lower: lowerBy(choosing({ 'separable-conv2d': () => true })),
        kernels: ALL_KERNELS,
      }).plan,
    );
  const v1 = rankedGraph(mobilenetV1({ alpha: 0.25, rho: 32 }));
  expect(stepsOf(v1)).toMatchObject({ conv2d: 1, 'separable-conv2d': 13 });
  const plain = scheduleGraph(v1, plainTarget('hardware'), { kernels: ALL_KERNELS });
  expect(plain.plan.steps.length - 13).toBe(
    Object.values(stepsOf(v1)).reduce((sum, count) => sum + count, 0),
  );
  const v2 = rankedGraph(mobilenetV2({}));
  expect(stepsOf(v2)).toMatchObject({ 'separable-conv2d': 17, add: 10 });
});

it('takes every block of MobileNet v2 and v3 that expands', () => {
  const lowered = (model: Model) => {
    const lower = lowerBy(choosing({ 'expand-depthwise': () => true }));
    const { nodes } = lower(rankedGraph(model), 'hardware');
    return nodes.filter(({ op }) => op === 'expand-depthwise').length;
  };
  // All but the first one.
  expect(lowered(mobilenetV2({ rho: 96, classes: 10 }))).toBe(16);
  expect(lowered(mobilenetV3Small({ inputSize: 96, classes: 10 }))).toBe(10);
});
