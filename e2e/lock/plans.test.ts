// What devices are given for ten networks, on both kinds of adapters, in both precisions, and for two of them by each lowering. A
// refactoring changes none of it; a change of behaviour is seen here line by line, and taken by `npx vitest run e2e/lock -u`.
import { expect, it } from 'vitest';
import type { Graph } from '../../src/graph/graph';
import { ALL_KERNELS } from '../../src/kernels/further-kernels.gen';
import { buildPlan } from '../../src/plan/build-plan';
import { scheduleGraph } from '../../src/plan/schedule';
import { selectKernel } from '../../src/plan/select-kernel';
import type { Target } from '../../src/plan/target';
import { halvesTarget, plainTarget } from '../../src/plan/target.fixtures';
import { optimizeGraph } from '../../src/rewrites/all-passes';
import { appendTopK } from '../../src/rewrites/append-top-k';
import { loweredForms } from '../../src/tune/tuned-lowerings';
import type { AdapterKind } from '../../src/util/adapter-kind';
import { buildNetwork, type NetworkSpec } from '../support/built-network';
import { planText } from './plan-text';

/** Small where large ones have the same layers. */
const NETWORKS: readonly NetworkSpec[] = [
  ['squeezenet', { version: '1.0' }],
  ['mobilenetV1', { alpha: 0.25, rho: 128 }],
  ['mobilenetV2', { alpha: 0.35, rho: 96, classes: 10 }],
  ['mobilenetV3Small', { inputSize: 96, classes: 10 }],
  ['densenet', { depth: 40 }],
  ['resnet', { depth: 18, inputSize: 64, classes: 10 }],
  ['shufflenetV2', { alpha: 0.5, inputSize: 96, classes: 10 }],
  ['efficientnetB0', { inputSize: 64, classes: 10 }],
  ['googlenet', { inputSize: 64, classes: 10 }],
  ['alexnet', { width: 0.125, classes: 100, lrn: true }],
];
const ADAPTERS: readonly AdapterKind[] = ['software', 'hardware'];

/** Those with something for every lowering. */
const LOWERED = ['squeezenet', 'mobilenetV1'];

const ranked = ([...spec]: NetworkSpec) =>
  optimizeGraph(appendTopK(buildNetwork(spec as NetworkSpec).graph, 'prob'));

it.each(NETWORKS)('%s %o', async (...spec) => {
  const graph = ranked(spec as NetworkSpec);
  const texts = ADAPTERS.map((adapter) => {
    const options = { kernels: ALL_KERNELS };
    const planFor = (target: Target) => scheduleGraph(graph, target, options).plan;
    const floats = planFor(plainTarget(adapter, true));
    return `## ${adapter}\n${planText(floats, planFor(halvesTarget(adapter, true)))}\n`;
  });
  await expect(texts.join('\n')).toMatchFileSnapshot(`plans/${spec[0]}.txt`);
});

it.each(NETWORKS.filter(([name]) => LOWERED.includes(name)))(
  '%s by each lowering',
  async (...spec) => {
    const graph = ranked(spec as NetworkSpec);
    const planFor = (form: Graph, target: Target) =>
      buildPlan(form, target, (call, on) => selectKernel(call, on, ALL_KERNELS));
    const texts = loweredForms(graph, 'software').map((form) =>
      planText(
        planFor(form, plainTarget('software', true)),
        planFor(form, halvesTarget('software', true)),
      ),
    );
    await expect(texts.join('\n\n')).toMatchFileSnapshot(`plans/${spec[0]}-lowered.txt`);
  },
);

it('tells plans apart that differ in one override', () => {
  const graph = ranked(['mobilenetV1', { alpha: 0.25, rho: 32, classes: 10 }]);
  const { plan } = scheduleGraph(graph, plainTarget('software'), { kernels: ALL_KERNELS });
  const [first, ...others] = plan.pipelines;
  if (!first) throw new Error('The plan has no pipeline.');
  const [[name, value] = ['WG_X', 1]] = Object.entries(first.overrides);
  const changed = { ...first, overrides: { ...first.overrides, [name]: value + 1 } };
  const other = { ...plan, pipelines: [changed, ...others] };
  expect(planText(other, other)).not.toBe(planText(plan, plan));
});
