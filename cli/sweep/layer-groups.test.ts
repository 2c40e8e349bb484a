// Groups of a MobileNet as it is really planned, for either kind of adapter.
import { expect, it } from 'vitest';
import { ALL_KERNELS } from '../../src/kernels/further-kernels.gen';
import { mobilenetV1, sharedZeros } from '../../src/models/index';
import { buildPlan } from '../../src/plan/build-plan';
import { planReport, reportModel } from '../../src/plan/report';
import { selectKernel } from '../../src/plan/select-kernel';
import { plainTarget } from '../../src/plan/target.fixtures';
import { optimizeGraph } from '../../src/rewrites/all-passes';
import { groupsOf, LAYER_GROUPS } from './layer-groups';

it.each(['software', 'hardware'] as const)(
  'every layer on a %s adapter is where it belongs',
  (kind) => {
    for (const [alpha, rho] of [
      [1, 224],
      [0.25, 128],
    ] as const) {
      const graph = optimizeGraph(mobilenetV1({ alpha, rho, weights: sharedZeros() }).graph);
      const origin = { name: 'm', byteLength: 0, graph };
      const plan = buildPlan(graph, plainTarget(kind), (call, target) =>
        selectKernel(call, target, ALL_KERNELS),
      );
      const { layers } = reportModel(graph, planReport(plan), origin);
      const groups = groupsOf(layers);
      const namesIn = (wanted: string) =>
        layers.filter((_, index) => groups[index] === wanted).map(({ name }) => name);
      const blocks = Array.from({ length: 13 }, (_, index) => index + 1);
      expect(LAYER_GROUPS.map(namesIn)).toEqual([
        ['conv1'],
        blocks.map((block) => `conv_dw_${block}`),
        blocks.map((block) => `conv_pw_${block}`),
        ['pool', 'logits', 'prob'],
      ]);
    }
  },
);
