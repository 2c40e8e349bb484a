// Scheduling: the graph that is planned, and its plan.
import { expect, it } from 'vitest';
import { GraphBuilder } from '../graph/builder';
import { KERNELS } from '../kernels/core-kernels.gen';
import { ALL_KERNELS } from '../kernels/further-kernels.gen';
import { variantId } from '../kernels/kernel';
import { squeezenet } from '../models/squeezenet';
import { evenPads } from '../ops/window';
import { choosing, type Wants } from '../rewrites/rewrite.fixtures';
import { lowerBy } from './lowerings';
import { addConv, chain, countSteps, rankedGraph } from './plan.fixtures';
import { scheduleGraph } from './schedule';
import { plainTarget } from './target.fixtures';

it.each(['software', 'hardware'] as const)('has a step for every node: %s', (adapter) => {
  const builder = new GraphBuilder('layers', 'nhwc');
  builder.input('x', [1, 16, 16, 16]);
  addConv(builder, 'a', 'x', 64, { kernel: [3, 3], pads: evenPads(1) });
  const { graph, plan } = scheduleGraph(builder.build(['a']), plainTarget(adapter));
  expect(plan.steps.map(({ node, op }) => [node, op])).toEqual(
    graph.nodes.map(({ name, op }) => [name, op]),
  );
  expect(graph.nodes).toHaveLength(adapter === 'software' ? 3 : 1);
});

it('lowers what it is told to, and nothing else', () => {
  const builder = new GraphBuilder('layers', 'nhwc');
  builder.input('x', [1, 4, 4, 4]);
  addConv(builder, 'a', 'x', 4, { kernel: [3, 3] });
  const graph = builder.build(['a']);
  expect(scheduleGraph(graph, plainTarget('software')).graph).toBe(graph);
  const choose = choosing({ winograd: (_, { way }) => way === 4 });
  expect(
    scheduleGraph(graph, plainTarget('hardware'), {
      lower: lowerBy(choose),
      kernels: ALL_KERNELS,
    }).plan.steps,
  ).toHaveLength(3);
  expect(
    scheduleGraph(chain(), plainTarget('software'), {
      lower: lowerBy(choose),
      kernels: ALL_KERNELS,
    }).plan.steps,
  ).toHaveLength(3);
});

it('takes pairs of expand layers ahead of Winograd convolutions, where it is told to', () => {
  const graph = rankedGraph(squeezenet());
  const stepsOf = (fireExpand: Wants = () => false) => {
    const winograd: Wants = (_, { way }) => way === 2;
    return countSteps(
      scheduleGraph(graph, plainTarget('hardware'), {
        lower: lowerBy(choosing({ winograd, 'fire-expand': fireExpand })),
        kernels: ALL_KERNELS,
      }).plan,
    );
  };
  expect(stepsOf()).toMatchObject({ conv2d: 18, 'winograd-multiply': 8 });
  const together = stepsOf(() => true);
  expect(together).toMatchObject({ conv2d: 10, 'fire-expand': 8 });
  expect(together).not.toHaveProperty('winograd-multiply');
});

it('takes whole fire modules ahead of their expand layers, where it is told to', () => {
  const graph = rankedGraph(squeezenet());
  const taken = lowerBy(
    choosing({
      fire: (_, { take: [squeeze] }) => squeeze?.name.startsWith('fire2') ?? false,
      'fire-expand': () => true,
      winograd: () => false,
    }),
  );
  const { plan } = scheduleGraph(graph, plainTarget('hardware'), {
    lower: taken,
    kernels: ALL_KERNELS,
  });
  expect(countSteps(plan)).toMatchObject({ fire: 1, 'fire-expand': 7, conv2d: 9 });
});

it.each([
  { adapter: 'software', hasSubgroups: true, isQuad: true },
  { adapter: 'software', hasSubgroups: false, isQuad: false },
  { adapter: 'hardware', hasSubgroups: true, isQuad: false },
] as const)('tells the rules whether there are subgroups: %o', (example) => {
  const { adapter, hasSubgroups, isQuad } = example;
  const { pipelines } = scheduleGraph(chain(), plainTarget(adapter, hasSubgroups)).plan;
  expect(pipelines.map(({ variant }) => variant.includes('_quad_'))).toEqual([isQuad]);
});

it('plans with another choice of kernels than that of the rules', () => {
  const direct = KERNELS.find(({ shader }) => shader.stem === 'conv2d-direct');
  const variant = direct?.variants[1];
  if (!direct || !variant) throw new Error('There is no conv2d-direct.');
  const select = () => ({ kernel: direct, variant });
  const { pipelines } = scheduleGraph(chain(), plainTarget('software', true), { select }).plan;
  expect(pipelines.map((pipeline) => pipeline.variant)).toEqual([
    variantId(direct.shader, variant),
  ]);
});
