// DenseNets through passes and scheduler: dense blocks without a concat, exact counts beside those of a plan that
// gives every node a dispatch and every value a buffer.
import { describe, expect, it } from 'vitest';
import { costOfGraph } from '../graph/cost';
import { densenet } from '../models/densenet';
import { sharedZeros } from '../models/weights';
import type { AdapterKind } from '../util/adapter-kind';
import { runNull } from './null-executor.fixtures';
import { bytesWithoutSharing, countSteps, rankedGraph, slotWritten } from './plan.fixtures';
import { scheduleGraph } from './schedule';
import { plainTarget } from './target.fixtures';

interface Expected {
  readonly depth: 40 | 100 | 121;
  readonly blocks: readonly number[];
  /** Convolutions, normalisations that are a dispatch of their own, everything else. */
  readonly steps: readonly [number, number, number];
  readonly pipelines: Readonly<Record<AdapterKind, number>>;
  readonly slots: readonly number[];
  readonly nodes: number;
  readonly bytesWithoutSharing: number;
  /** Winograd convolutions on hardware. */
  readonly winograd: number;
}

const NETWORKS: readonly Expected[] = [
  {
    depth: 121,
    blocks: [6, 12, 24, 16],
    // The normalisation in front of the mean; two pools and three means in transitions, mean, classes, softmax, ranking.
    steps: [120, 1, 8],
    pipelines: { software: 10, hardware: 14 },
    // All 3×3 convolutions: they append 32 features, too few to fill a GPU.
    winograd: 58,
    // Stem and block 1 with what takes their places, the input with its fourth lane, the classes.
    slots: [112 * 112 * 64 * 4, 56 * 56 * 256 * 4, 224 * 224 * 16, 1000 * 4, 1000 * 4],
    nodes: 428,
    bytesWithoutSharing: 195_953_376,
  },
  {
    depth: 40,
    blocks: [12, 12, 12],
    // Without a bottleneck a layer would read the buffer that it writes: its normalisation stays a dispatch.
    steps: [39, 37, 6],
    pipelines: { software: 9, hardware: 12 },
    // But for those that read fewer than 32 channels, block 1's first two.
    winograd: 34,
    // Block 1; what its layers normalise, and the first transition's convolution.
    slots: [32 * 32 * 160 * 4, 32 * 32 * 160 * 4, 32 * 32 * 16, 12 * 4, 12 * 4],
    nodes: 159,
    bytesWithoutSharing: 28_835_728,
  },
  {
    depth: 100,
    blocks: [16, 16, 16],
    steps: [99, 1, 6],
    pipelines: { software: 11, hardware: 14 },
    winograd: 48,
    // Block 1, the first transition's convolution.
    slots: [32 * 32 * 216 * 4, 32 * 32 * 108 * 4, 32 * 32 * 16, 12 * 4, 12 * 4],
    nodes: 351,
    bytesWithoutSharing: 52_993_520,
  },
];

describe.each(NETWORKS)('DenseNet of $depth layers', (expected) => {
  const { depth, blocks } = expected;
  const model = densenet({ depth, weights: sharedZeros() });
  const graph = rankedGraph(model);
  // Layers append too few features to gain as Winograd convolutions on a software adapter.
  const { plan } = scheduleGraph(graph, plainTarget('software'));

  it('joins dense blocks without a dispatch', () => {
    const { conv2d, 'batch-norm': norms, concat, copy } = countSteps(plan);
    const others = plan.steps.length - (conv2d ?? 0) - (norms ?? 0);
    expect([conv2d, norms, others]).toEqual(expected.steps);
    expect([concat, copy]).toEqual([undefined, undefined]);
    expect(costOfGraph(graph).macs).toBe(costOfGraph(model.graph).macs);
  });

  it('computes each block in one slot, what comes into it included', () => {
    const last = depth === 40 ? 'conv1' : 'conv2';
    const stem = depth === 121 ? 'pool0' : 'stem';
    for (const [index, layers] of blocks.entries()) {
      const at = index + 1;
      const first = at === 1 ? stem : `transition${index}/pool`;
      const appended = Array.from({ length: layers }, (_, i) => `block${at}/layer${i + 1}/${last}`);
      const slots = [first, ...appended].map((node) => slotWritten(plan, node));
      expect(slots[0]).toBeDefined();
      expect(new Set(slots).size, `block ${at}`).toBe(1);
    }
  });

  it.each<AdapterKind>(['software', 'hardware'])('shares pipelines: %s', (adapter) => {
    const { plan: own } = scheduleGraph(graph, plainTarget(adapter));
    const run = runNull(own);
    expect(run.pipelineCount).toBe(expected.pipelines[adapter]);
    const winograd = countSteps(own)['winograd-output'] ?? 0;
    expect(winograd).toBe(adapter === 'hardware' ? expected.winograd : 0);
    expect(run.dispatches).toHaveLength(expected.steps.reduce((a, b) => a + b, 2 * winograd));
  });

  it('holds few slots, where a buffer for every value would take many times as much', () => {
    const slots = plan.slots.map(({ byteLength }) => byteLength);
    expect(slots).toEqual(expected.slots);
    expect(runNull(plan).activationBytes).toBe(slots.reduce((a, b) => a + b, 0));
    expect(model.graph.nodes).toHaveLength(expected.nodes);
    expect(bytesWithoutSharing(model.graph)).toBe(expected.bytesWithoutSharing);
  });
});
