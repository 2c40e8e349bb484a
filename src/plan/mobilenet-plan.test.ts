// MobileNet v1 through passes and scheduler: exact counts, so that a change that costs something is seen here.
import { describe, expect, it } from 'vitest';
import { ALL_KERNELS } from '../kernels/further-kernels.gen';
import { mobilenetV1 } from '../models/mobilenet-v1';
import { sharedZeros } from '../models/weights';
import { optimizeGraph } from '../rewrites/all-passes';
import { appendTopK } from '../rewrites/append-top-k';
import type { AdapterKind } from '../util/adapter-kind';
import { buildPlan } from './build-plan';
import { runNull } from './null-executor.fixtures';
import { selectKernel } from './select-kernel';
import { plainTarget } from './target.fixtures';

function planOf(alpha: number, adapter: AdapterKind) {
  const { graph } = mobilenetV1({ alpha, weights: sharedZeros() });
  return buildPlan(
    optimizeGraph(appendTopK(graph, 'prob')),
    plainTarget(adapter),
    // What software adapters have of their own is among them.
    (call, target) => selectKernel(call, target, ALL_KERNELS),
  );
}

describe.each<AdapterKind>(['software', 'hardware'])('MobileNet on a %s adapter', (adapter) => {
  const plan = planOf(1, adapter);
  const run = runNull(plan);

  it('takes 31 dispatches: 27 convolutions, mean, one layer, softmax and ranking', () => {
    expect(plan.steps.map(({ op }) => op)).toEqual([
      ...Array.from({ length: 27 }, () => 'conv2d'),
      'global-average-pool',
      'fully-connected',
      'softmax',
      'top-k',
    ]);
  });

  it('holds the two largest maps, the input and the classes in five slots', () => {
    // conv_pw_1 (112×112×64), conv_dw_1 (112×112×32; later others), the input with its fourth lane; classes,
    // those of them that find no place in the larger slots.
    expect(plan.slots.map(({ byteLength }) => byteLength)).toEqual([
      112 * 112 * 64 * 4,
      112 * 112 * 32 * 4,
      224 * 224 * 16,
      1000 * 4,
      1000 * 4,
    ]);
    expect(run.activationBytes).toBe(112 * 112 * 96 * 4 + 224 * 224 * 16 + 2 * 1000 * 4);
  });
});

it('has as many pipelines for every α: shapes and the bounds of ReLU6 are params', () => {
  const counts = [0.25, 0.5, 0.75, 1].map((alpha) => planOf(alpha, 'software').pipelines.length);
  expect(counts).toEqual([8, 8, 8, 8]);
});
