// SqueezeNet 1.0 through passes and scheduler: exact counts, so that a change that costs something is seen here.
import { describe, expect, it } from 'vitest';
import { valueNamed } from '../graph/graph';
import { squeezenet } from '../models/squeezenet';
import { NO_PADS } from '../ops/window';
import { optimizeGraph } from '../rewrites/all-passes';
import { appendTopK } from '../rewrites/append-top-k';
import type { AdapterKind } from '../util/adapter-kind';
import { runNull } from './null-executor.fixtures';
import type { PlanStep } from './plan';
import { scheduleGraph } from './schedule';
import { plainTarget } from './target.fixtures';

const graph = optimizeGraph(appendTopK(squeezenet().graph, 'prob'));

describe.each<{ adapter: AdapterKind; winograd: number }>([
  { adapter: 'software', winograd: 8 },
  // Those of fire2 and fire3 read 16 channels: their sums are too short for a GPU to gain.
  { adapter: 'hardware', winograd: 6 },
])('SqueezeNet 1.0 on a $adapter adapter', ({ adapter, winograd }) => {
  const { graph: scheduled, plan } = scheduleGraph(graph, plainTarget(adapter));
  const run = runNull(plan);

  it('takes a dispatch for all but expand3x3, and three of those where Winograd gains', () => {
    // 26 convolutions, 3 pools, mean, what the border of conv10 adds to it, softmax and ranking.
    expect(run.dispatches).toHaveLength(33 + 2 * winograd);
    const count = (op: string) => plan.steps.filter((step) => step.op === op).length;
    expect([count('conv2d'), count('max-pool2d')]).toEqual([26 - winograd, 3]);
    expect(['input', 'multiply', 'output'].map((part) => count(`winograd-${part}`))).toEqual([
      winograd,
      winograd,
      winograd,
    ]);
    expect(plan.steps.slice(-4).map(({ op }) => op)).toEqual([
      'global-average-pool',
      'batch-norm',
      'softmax',
      'top-k',
    ]);
  });

  it('computes conv10 without its border', () => {
    const conv10 = scheduled.nodes.find(({ name }) => name === 'conv10');
    expect(conv10).toMatchObject({ attributes: { pads: NO_PADS } });
    expect(valueNamed(scheduled, 'conv10').shape).toEqual([1, 13, 13, 1000]);
  });

  it('joins fire modules without a dispatch', () => {
    expect(plan.steps.some(({ op }) => op === 'concat' || op === 'copy')).toBe(false);
    const outputOf = (node: string) =>
      plan.steps
        .find((step) => step.node === node)
        ?.resources.findLast(({ kind }) => kind === 'slot');
    expect(outputOf('fire2/expand1x1')).toEqual(outputOf('fire2/expand3x3'));
  });

  it('holds the largest maps in five slots', () => {
    // The products of fire4/expand3x3 (16 elements of 28×28 tiles, 128 channels), its outputs with fire4/expand1x1's, its
    // patches (32 channels), the input with its fourth lane, and squeeze outputs: of fire5 (27×27×32), and of fire4
    // (55×55×32) where no patches of fire2 and fire3 have left a slot for it.
    const squeezed = { software: 27 * 27 * 32 * 4, hardware: 55 * 55 * 32 * 4 }[adapter];
    const [products, expanded, patches] = [
      16 * 784 * 128 * 4,
      55 * 55 * 256 * 4,
      16 * 784 * 32 * 4,
    ];
    expect(plan.slots.map(({ byteLength }) => byteLength)).toEqual([
      products,
      expanded,
      patches,
      227 * 227 * 16,
      squeezed,
    ]);
    expect(run.activationBytes).toBe(adapter === 'software' ? 12_043_536 : 12_337_424);
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
});

describe('what kinds of adapter differ in', () => {
  const totals = (adapter: AdapterKind) => {
    const { pipelineCount, bufferCount, weightBytes, peakBytes } = runNull(
      scheduleGraph(graph, plainTarget(adapter)).plan,
    );
    return { pipelineCount, bufferCount, weightBytes, peakBytes };
  };

  // Weights are padded to whole tiles of 4×4 matrices, and the input's three channels to four: more than the
  // 4,993,696 bytes of 1,248,424 parameters. Slots, weights and biases of 26 layers, scales and shifts for the border of
  // conv10, all Params, and a word that all pointwise layers bind where they have no prologue.
  // The weights of Winograd's convolutions are transformed, 16 numbers for 9, their products take larger
  // slots than a convolution does, and bind zeros where pointwise layers have a bias.
  it('software: 9 pipelines, 18,818,464 bytes', () => {
    expect(totals('software')).toEqual({
      pipelineCount: 9,
      bufferCount: 5 + 26 * 2 + 8 + 3,
      weightBytes: 6_762_384,
      peakBytes: 18_818_464,
    });
  });

  it('hardware: 14 pipelines, 19,078,688 bytes', () => {
    expect(totals('hardware')).toEqual({
      pipelineCount: 14,
      bufferCount: 5 + 26 * 2 + 6 + 3,
      weightBytes: 6_729_744,
      peakBytes: 19_078_688,
    });
  });
});

it.each([true, false])(
  'takes 9 pipelines on a software adapter, one for pointwise layers and products; subgroups: %s',
  (hasSubgroups) => {
    const { plan } = scheduleGraph(graph, plainTarget('software', hasSubgroups));
    expect(plan.pipelines).toHaveLength(9);
    const pipelinesOf = (isChosen: (step: PlanStep) => boolean) => [
      ...new Set(plan.steps.filter(isChosen).map(({ pipeline }) => pipeline)),
    ];
    const products = pipelinesOf(({ op }) => op === 'winograd-multiply');
    // conv10 has a rectifier, squeeze and expand layers too; products have none.
    const pointwise = pipelinesOf(({ node }) => /^(conv10|.*1x1)$/.test(node));
    expect(products).toHaveLength(1);
    expect(pointwise).toEqual(products);
    const tiled = plan.pipelines.filter(({ variant }) => /_t\d+x\d+/.test(variant));
    expect(tiled.map(({ shader }) => shader)).toEqual(['conv2d-direct-c3', 'conv2d-pointwise']);
    for (const { variant } of tiled) expect(variant.includes('_quad_')).toBe(hasSubgroups);
  },
);
