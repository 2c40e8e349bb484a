// The other networks through passes and scheduler: what is fused and elided, exact counts beside those of a plan that
// gives every node a dispatch and every value a buffer.
import { describe, expect, it } from 'vitest';
import { costOfGraph } from '../graph/cost';
import type { Model } from '../graph/model';
import { ALL_KERNELS } from '../kernels/further-kernels.gen';
import {
  efficientnetB0,
  googlenet,
  mobilenetV2,
  mobilenetV3Small,
  resnet,
  sharedZeros,
  shufflenetV2,
} from '../models/index';
import { runNull } from './null-executor.fixtures';
import { bytesWithoutSharing, countSteps, rankedGraph, slotWritten } from './plan.fixtures';
import { scheduleGraph } from './schedule';
import { plainTarget } from './target.fixtures';

interface Expected {
  readonly steps: Readonly<Record<string, number>>;
  /** Convolutions that are Winograd convolutions, of three dispatches each. */
  readonly winograd: readonly [software: number, hardware: number];
  readonly pipelines: readonly [software: number, hardware: number];
  readonly activationBytes: readonly [software: number, hardware: number];
  readonly nodes: number;
  readonly bytesWithoutSharing: number;
}

const weights = sharedZeros();

/** Ends of all of them: the mean over pixels, the last layer, softmax and ranking. */
const TAIL = { 'global-average-pool': 1, 'fully-connected': 1, softmax: 1, 'top-k': 1 } as const;

const NETWORKS: readonly [string, Model, Expected][] = [
  [
    'ResNet-18',
    resnet({ weights }),
    {
      steps: { ...TAIL, conv2d: 20, 'max-pool2d': 1, add: 8 },
      winograd: [13, 13],
      pipelines: [13, 13],
      activationBytes: [8_830_976, 8_830_976],
      nodes: 70,
      bytesWithoutSharing: 33_732_320,
    },
  ],
  [
    'ShuffleNet v2',
    shufflenetV2({ weights }),
    {
      steps: { ...TAIL, conv2d: 56, 'max-pool2d': 1, 'as-strided': 29 },
      winograd: [0, 0],
      pipelines: [12, 14],
      activationBytes: [2_675_872, 2_675_872],
      nodes: 244,
      bytesWithoutSharing: 42_044_768,
    },
  ],
  [
    'MobileNet v2',
    mobilenetV2({ weights }),
    {
      steps: { ...TAIL, conv2d: 52, add: 10 },
      winograd: [0, 0],
      pipelines: [10, 14],
      activationBytes: [8_329_216, 8_329_216],
      nodes: 153,
      bytesWithoutSharing: 79_533_536,
    },
  ],
  [
    'MobileNet v3 Small',
    mobilenetV3Small({ weights }),
    {
      steps: {
        ...TAIL,
        conv2d: 34,
        'global-average-pool': 10,
        'fully-connected': 20,
        mul: 9,
        add: 6,
      },
      winograd: [0, 0],
      pipelines: [16, 19],
      activationBytes: [2_095_424, 2_095_424],
      nodes: 185,
      bytesWithoutSharing: 18_613_376,
    },
  ],
  [
    'EfficientNet-B0',
    efficientnetB0({ weights }),
    {
      steps: {
        ...TAIL,
        conv2d: 49,
        'global-average-pool': 17,
        'fully-connected': 33,
        mul: 16,
        add: 9,
      },
      winograd: [0, 0],
      pipelines: [16, 20],
      activationBytes: [8_028_352, 8_028_352],
      nodes: 288,
      bytesWithoutSharing: 89_602_064,
    },
  ],
  [
    'GoogLeNet',
    googlenet({ weights }),
    {
      steps: { ...TAIL, conv2d: 57, 'max-pool2d': 13 },
      winograd: [17, 15],
      pipelines: [14, 14],
      activationBytes: [16_859_136, 16_859_136],
      nodes: 197,
      bytesWithoutSharing: 50_145_056,
    },
  ],
];

describe.each(NETWORKS)('%s', (_, model, expected) => {
  const schedules = (['software', 'hardware'] as const).map((adapter) =>
    scheduleGraph(rankedGraph(model), plainTarget(adapter), { kernels: ALL_KERNELS }),
  );

  it('has no dispatch for normalisations, activations, concats and reshapes', () => {
    for (const { graph, plan } of schedules) {
      expect(costOfGraph(graph).macs).toBe(costOfGraph(model.graph).macs);
      const { concat, copy, activation, 'batch-norm': norms } = countSteps(plan);
      expect([concat, copy, activation, norms]).toEqual(Array(4).fill(undefined));
    }
    expect(model.graph.nodes).toHaveLength(expected.nodes);
  });

  it('has three dispatches for each convolution that gains from it on a kind of adapter', () => {
    const { steps } = expected;
    for (const [index, { plan }] of schedules.entries()) {
      const winograd = expected.winograd[index] ?? 0;
      const parts = {
        'winograd-input': winograd,
        'winograd-multiply': winograd,
        'winograd-output': winograd,
      };
      const conv2d = (steps.conv2d ?? 0) - winograd;
      expect(countSteps(plan)).toEqual({ ...steps, conv2d, ...(winograd > 0 ? parts : {}) });
    }
  });

  it('shares pipelines', () => {
    const counts = schedules.map(({ plan }) => plan.pipelines.length);
    expect(counts).toEqual(expected.pipelines);
  });

  it('shares slots, where a buffer for every value would take many times as much', {
    timeout: 60_000,
  }, () => {
    const bytes = schedules.map(({ plan }) => runNull(plan).activationBytes);
    expect(bytes).toEqual(expected.activationBytes);
    expect(bytesWithoutSharing(model.graph)).toBe(expected.bytesWithoutSharing);
  });
});

it('an inception module is computed in one slot', () => {
  const { plan } = scheduleGraph(rankedGraph(googlenet({ weights })), plainTarget('software'), {
    kernels: ALL_KERNELS,
  });
  for (const module of ['3a', '4c', '5b']) {
    const branches = ['1x1', '3x3', '5x5', 'pool_proj'];
    const slots = branches.map((branch) => slotWritten(plan, `inception${module}/${branch}`));
    expect(slots[0]).toBeDefined();
    expect(new Set(slots).size, module).toBe(1);
  }
});

it('both halves of a ShuffleNet unit are computed in one slot, split and shuffle read as one', () => {
  const { plan } = scheduleGraph(rankedGraph(shufflenetV2({ weights })), plainTarget('software'), {
    kernels: ALL_KERNELS,
  });
  const slots = ['left', 'conv3'].map((part) => slotWritten(plan, `stage3/unit5/${part}`));
  expect(slots[0]).toBeDefined();
  expect(new Set(slots).size).toBe(1);
});
