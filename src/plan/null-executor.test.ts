// The executor without a device: what it counts, and which rules of WebGPU it checks.
import { describe, expect, it } from 'vitest';
import { buildPlan } from './build-plan';
import { runNull } from './null-executor.fixtures';
import type { Plan } from './plan';
import { chain } from './plan.fixtures';
import type { Resource } from './program';
import { plainTarget } from './target.fixtures';

const plan = buildPlan(chain(), plainTarget('software'));

/** The plan with other resources in its first step. */
function rebound(change: (resources: Resource[]) => Resource[]): Plan {
  const [first, ...rest] = plan.steps;
  if (!first) throw new Error('The plan is empty.');
  return { ...plan, steps: [{ ...first, resources: change([...first.resources]) }, ...rest] };
}

describe('runNull', () => {
  it('records every dispatch with its pipeline', () => {
    const id = plan.pipelines[0]?.id;
    expect(runNull(plan).dispatches).toEqual(
      ['a', 'b', 'c'].map((node) => ({ node, pipeline: id })),
    );
  });

  it('adds up buffers and bytes', () => {
    const run = runNull(plan);
    // x and two slots for the chain, each 16 pixels of two words; four matrices and two words of bias of three layers;
    // one word that all of them bind in place of a prologue; Params.
    expect(run.activationBytes).toBe(3 * 16 * 2 * 16);
    expect(run.weightBytes).toBe(3 * (4 * 64 + 2 * 16) + 16);
    expect(run.bufferCount).toBe(3 + 6 + 1 + 1);
    expect(run.peakBytes).toBe(run.activationBytes + run.weightBytes + plan.params.byteLength);
  });

  it('refuses a step that reads the slot it writes', () => {
    const broken = rebound((resources) => {
      const [x = { kind: 'slot' as const, slot: 0 }] = resources;
      return resources.map((resource) => (resource.kind === 'slot' ? x : resource));
    });
    expect(() => runNull(broken)).toThrow(RangeError);
    expect(() => runNull(broken)).toThrow(/Step "a" binds a slot twice/);
  });

  it('refuses a step with another number of resources than its pipeline has bindings', () => {
    const broken = rebound((resources) => resources.slice(1));
    expect(() => runNull(broken)).toThrow(RangeError);
    expect(() => runNull(broken)).toThrow(/Step "a" does not fit its pipeline/);
  });

  it('refuses a step whose pipeline does not exist', () => {
    expect(() => runNull({ ...plan, pipelines: [] })).toThrow(/does not fit its pipeline/);
  });

  it('refuses a step that binds a slot that is not there', () => {
    const broken = rebound(([, ...rest]) => [{ kind: 'slot', slot: 99 }, ...rest]);
    expect(() => runNull(broken)).toThrow(RangeError);
  });
});
