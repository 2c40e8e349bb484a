// Turns: what they hold, and that the parts of a grid are the grid.
import { describe, expect, it } from 'vitest';
import { ALL_KERNELS } from '../kernels/further-kernels.gen';
import { choicesOf } from '../kernels/kernel';
import { linkShader } from '../kernels/shader';
import { buildPlan } from './build-plan';
import { runNull } from './null-executor.fixtures';
import { partOfGrid } from './part-of-grid';
import type { Plan, PlanStep, Turns } from './plan';
import { chain } from './plan.fixtures';
import { plainTarget } from './target.fixtures';
import { turnsOf } from './turns';

const PLAN = buildPlan(chain('c'), plainTarget('software'));

/** The plan with other grids. */
function withGrids(...grids: PlanStep['workgroups'][]): Plan {
  const steps = PLAN.steps.map((step, index) => ({
    ...step,
    workgroups: grids[index] ?? step.workgroups,
  }));
  return { ...PLAN, steps };
}

/** Where a step begins in the whole grid, how large that is, and its Params behind. */
function paramsOf({ program }: Turns, index: number) {
  const params = program.steps[index]?.resources.find(({ kind }) => kind === 'params');
  if (params?.kind !== 'params') throw new RangeError('no Params');
  const numbers = new Uint32Array(program.params, params.offset, 8);
  return { first: [...numbers.slice(0, 3)], grid: [...numbers.slice(4, 7)] };
}

describe('turnsOf', () => {
  it('fills turns with whole steps, in order', () => {
    const { program, starts, cuts } = turnsOf(PLAN, [4, 4, 4], 8);
    expect(program.steps).toEqual(PLAN.steps);
    expect(starts).toEqual([0, 1, 2, 3]);
    expect(cuts).toEqual([2]);
  });

  it('cuts the longest axis of a long step, each part a turn', () => {
    const turns = turnsOf(withGrids([7, 2, 1]), [25, 5, 5], 10);
    const { program, starts, cuts } = turns;
    expect(program.steps.slice(0, 3).map(({ workgroups }) => workgroups)).toEqual([
      [2, 2, 1],
      [2, 2, 1],
      [3, 2, 1],
    ]);
    expect([0, 1, 2].map((index) => paramsOf(turns, index))).toEqual([
      { first: [0, 0, 0], grid: [7, 2, 1] },
      { first: [2, 0, 0], grid: [7, 2, 1] },
      { first: [4, 0, 0], grid: [7, 2, 1] },
    ]);
    expect(starts).toEqual([0, 3, 4, 5]);
    expect(cuts).toEqual([1, 2, 3]);
  });

  it('cuts along y where that is longest', () => {
    const turns = turnsOf(withGrids([2, 5, 1]), [20, 0, 0], 10);
    expect(turns.program.steps.slice(0, 2).map(({ workgroups }) => workgroups)).toEqual([
      [2, 2, 1],
      [2, 3, 1],
    ]);
    expect(paramsOf(turns, 1)).toEqual({ first: [0, 2, 0], grid: [2, 5, 1] });
  });

  it('leaves a step of one workgroup whole, however long it is', () => {
    const { program, cuts } = turnsOf(withGrids([1, 1, 1]), [100, 1, 1], 10);
    expect(program.steps).toHaveLength(3);
    expect(cuts).toEqual([1]);
  });

  it('gives a program that binds what it has', () => {
    const { program } = turnsOf(withGrids([9, 1, 1], [9, 1, 1]), [50, 50, 1], 10);
    const plan = { ...PLAN, ...program } as Plan;
    expect(runNull(plan).dispatches).toHaveLength(11);
    // Both steps have one pipeline for all their parts.
    expect(program.pipelines.length).toBeLessThanOrEqual(PLAN.pipelines.length + 2);
  });
});

describe('partOfGrid', () => {
  it.each(ALL_KERNELS.map((kernel) => [kernel.shader.stem, kernel] as const))(
    'gives %s its place in the whole grid',
    (stem, { shader, variants: [variant] }) => {
      if (!variant) throw new RangeError('no variant');
      const numbers = Object.fromEntries((shader.constants ?? '').split(' ').map((n) => [n, 1]));
      const code = linkShader(shader, { ...choicesOf(variant), types: 'f32' }, numbers);
      const [pipeline] = PLAN.pipelines;
      if (!pipeline) throw new RangeError('no pipeline');
      const part = partOfGrid({
        ...pipeline,
        ...{ code, shader: stem, entryPoint: stem.replaceAll('-', '_') },
      });
      const builtins = code.match(/@builtin\((?!local)\w+\)\s*\w+/g) ?? [];
      expect(builtins.length).toBeGreaterThan(0);
      for (const builtin of builtins) {
        const [, name = ''] = /\)\s*(\w+)/.exec(builtin) ?? [];
        expect(part.code).toContain(`${builtin}_in_part`);
        expect(part.code).toContain(`{let ${name}=`.slice(1));
      }
      expect(part.code.match(/GridPart,/g)).toHaveLength(1);
      expect(part.id).not.toBe(pipeline.id);
    },
  );
});
