// Scheduling: the graph that is planned, and its plan.
import { expect, it } from 'vitest';
import { GraphBuilder } from '../ir/builder';
import { evenPads } from '../ir/ops';
import { addConv, chain } from './plan.fixtures';
import { scheduleGraph } from './schedule';

it.each(['software', 'hardware'] as const)('has a step for every node: %s', (adapter) => {
  const builder = new GraphBuilder('layers', 'nhwc');
  builder.input('x', [1, 16, 16, 16]);
  addConv(builder, 'a', 'x', 64, { kernel: [3, 3], pads: evenPads(1) });
  const { graph, plan } = scheduleGraph(builder.build(['a']), adapter);
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
  expect(scheduleGraph(graph, 'software').graph).toBe(graph);
  expect(scheduleGraph(graph, 'hardware', () => true).plan.steps).toHaveLength(3);
  expect(scheduleGraph(chain(), 'software', () => true).plan.steps).toHaveLength(3);
});
