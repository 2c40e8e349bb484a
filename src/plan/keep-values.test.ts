// Plans that keep all values: the same work, in memory that nothing shares.
import { describe, expect, it } from 'vitest';
import { storageOf } from '../graph/graph';
import { optimizeGraph } from '../rewrites/all-passes';
import { buildPlan } from './build-plan';
import { keepAllValues } from './keep-values';
import { runNull } from './null-executor.fixtures';
import { chain, joinedBranches } from './plan.fixtures';
import { plainTarget } from './target.fixtures';

describe.each([
  ['a chain', chain()],
  ['joined branches', optimizeGraph(joinedBranches())],
])('keepAllValues of %s', (_, graph) => {
  const plan = buildPlan(graph, plainTarget('software'));
  const kept = keepAllValues(graph, plan);

  it('has all values as outputs, each storage in a slot of its own', () => {
    const values = [...graph.values.keys()].filter((name) => !graph.constants.has(name));
    expect(kept.outputs.map(({ name }) => name)).toEqual(values);
    const roots = new Map(
      kept.outputs.map(({ name, slot }) => [storageOf(graph, name).root, slot]),
    );
    expect(new Set(roots.values()).size).toBe(roots.size);
    expect(kept.slots).toHaveLength(roots.size);
    for (const { name, slot } of kept.outputs) {
      expect(slot).toBe(roots.get(storageOf(graph, name).root));
    }
  });

  it('has the dispatches, weights and Params of the plan itself', () => {
    expect(runNull(kept).dispatches).toEqual(runNull(plan).dispatches);
    expect(kept.constants).toBe(plan.constants);
    expect(kept.params).toBe(plan.params);
    expect(kept.steps.map(({ workgroups }) => workgroups)).toEqual(
      plan.steps.map(({ workgroups }) => workgroups),
    );
  });

  it('is what planning the graph with all values as outputs gives', () => {
    const planned = buildPlan(
      { ...graph, outputs: kept.outputs.map(({ name }) => name) },
      plainTarget('software'),
    );
    expect(kept.steps).toEqual(planned.steps);
    expect(kept.slots).toEqual(planned.slots);
    expect(kept.outputs).toEqual(planned.outputs);
    expect(kept.inputs).toEqual(planned.inputs);
  });
});
