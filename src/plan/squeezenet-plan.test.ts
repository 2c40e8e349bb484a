// SqueezeNet 1.0 through passes and scheduler: exact counts, so that a change that costs something is seen here.
import { describe, expect, it } from 'vitest';
import { squeezenet } from '../models/squeezenet';
import { appendTopK } from '../passes/append-top-k';
import { optimizeGraph } from '../passes/index';
import { buildPlan } from './build-plan';
import { runNull } from './null-executor';
import type { AdapterKind } from './plan';

const graph = optimizeGraph(appendTopK(squeezenet().graph, 'prob'));

describe.each<AdapterKind>(['software', 'hardware'])(
  'SqueezeNet 1.0 on a %s adapter',
  (adapter) => {
    const plan = buildPlan(graph, adapter);
    const run = runNull(plan);

    it('takes 32 dispatches: 26 convolutions, 3 pools, mean, softmax and ranking', () => {
      expect(run.dispatches).toHaveLength(32);
      const count = (op: string) => plan.steps.filter((step) => step.op === op).length;
      expect([count('conv2d'), count('max-pool2d')]).toEqual([26, 3]);
      expect(plan.steps.slice(-3).map(({ op }) => op)).toEqual([
        'global-average-pool',
        'softmax',
        'top-k',
      ]);
    });

    it('joins fire modules without a dispatch', () => {
      expect(plan.steps.some(({ op }) => op === 'concat' || op === 'copy')).toBe(false);
      const outputOf = (node: string) =>
        plan.steps
          .find((step) => step.node === node)
          ?.resources.findLast(({ kind }) => kind === 'slot');
      expect(outputOf('fire2/expand1x1')).toEqual(outputOf('fire2/expand3x3'));
    });

    it('holds 6,914,928 bytes of activations in five slots', () => {
      // conv1 (111×111×96), pool1 (55×55×96; later fire outputs), the input with its fourth lane, squeeze outputs
      // (55×55×16), and the 1000 logits.
      expect(plan.slots.map(({ byteLength }) => byteLength)).toEqual([
        111 * 111 * 96 * 4,
        55 * 55 * 96 * 4,
        227 * 227 * 16,
        55 * 55 * 16 * 4,
        1000 * 4,
      ]);
      expect(run.activationBytes).toBe(6_914_928);
    });

    it('binds no slot twice in one step', () => {
      for (const { node, resources } of plan.steps) {
        const slots = resources.flatMap((resource) =>
          resource.kind === 'slot' ? [resource.slot] : [],
        );
        expect(new Set(slots).size, node).toBe(slots.length);
      }
    });

    it('keeps within the workgroup counts that every adapter has', () => {
      for (const { node, workgroups } of plan.steps) {
        expect(Math.max(...workgroups), node).toBeLessThanOrEqual(65_535);
      }
    });

    it('gives no two pipelines the same name', () => {
      expect(new Set(plan.pipelines.map(({ id }) => id)).size).toBe(plan.pipelines.length);
    });
  },
);

describe('what kinds of adapter differ in', () => {
  const totals = (adapter: AdapterKind) => {
    const { pipelineCount, bufferCount, weightBytes, peakBytes } = runNull(
      buildPlan(graph, adapter),
    );
    return { pipelineCount, bufferCount, weightBytes, peakBytes };
  };

  // Weights are padded to whole tiles of 4×4 matrices, and the input's three channels to four: more than the
  // 4,993,696 bytes of 1,248,424 parameters. 58 buffers hold slots and constants, one all Params. One
  // of the constants is a word that all pointwise layers bind where they have no prologue.
  it('software: 8 pipelines, 11,952,064 bytes', () => {
    expect(totals('software')).toEqual({
      pipelineCount: 8,
      bufferCount: 59,
      weightBytes: 5_028_944,
      peakBytes: 11_952_064,
    });
  });

  it('hardware: 10 pipelines, 12,144,000 bytes', () => {
    expect(totals('hardware')).toEqual({
      pipelineCount: 10,
      bufferCount: 59,
      weightBytes: 5_220_880,
      peakBytes: 12_144_000,
    });
  });
});
