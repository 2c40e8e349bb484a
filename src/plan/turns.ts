// Turns of a plan with much to compute: others wait for one of them, not for all. Loaded for such plans.
import type { Workgroups } from '../kernels/kernel';
import { partOfGrid, partParams } from './part-of-grid';
import type { Plan, PlanPipeline, Turns } from './plan';
import { ParamsCollector, type Step } from './program';

/**
 * Turns of at most so much work each. A step of more is dispatched part by part, as far as its grid can be cut.
 * @param work of each step
 */
export function turnsOf(plan: Plan, work: readonly number[], most: number): Turns {
  const params = new ParamsCollector();
  params.add(plan.params);
  const pipelines: PlanPipeline[] = [...plan.pipelines];
  /** Of pipelines that compute parts, by that of the whole. */
  const partial = new Map<number, number>();
  const steps: Step[] = [];
  const starts: number[] = [];
  const cuts: number[] = [];
  let inTurn = 0;
  const push = (step: Step, amount: number) => {
    if (inTurn > 0 && inTurn + amount > most) {
      cuts.push(steps.length);
      inTurn = 0;
    }
    inTurn += amount;
    steps.push(step);
  };
  for (const [index, step] of plan.steps.entries()) {
    starts.push(steps.length);
    const amount = work[index] ?? 0;
    const parts = partsOf(step.workgroups, Math.ceil(amount / most));
    const pipeline = plan.pipelines[step.pipeline];
    if (parts.length === 1 || !pipeline) {
      push(step, amount);
      continue;
    }
    const partialPipeline = partial.get(step.pipeline) ?? pipelines.push(partOfGrid(pipeline)) - 1;
    partial.set(step.pipeline, partialPipeline);
    for (const { first, workgroups } of parts) {
      const resources = step.resources.map((resource) => {
        if (resource.kind !== 'params') return resource;
        const { offset, byteLength } = resource;
        const own = plan.params.slice(offset, offset + byteLength);
        return params.add(partParams(first, step.workgroups, own));
      });
      push({ ...step, pipeline: partialPipeline, resources, workgroups }, amount / parts.length);
    }
  }
  starts.push(steps.length);
  return { program: { ...plan, pipelines, steps, params: params.join() }, starts, cuts };
}

/** Workgroups from the first one on. */
interface GridPart {
  readonly first: Workgroups;
  readonly workgroups: Workgroups;
}

/** A grid in about equal parts along its longest axis, as many as are asked for or there are workgroups. */
function partsOf(grid: Workgroups, count: number): GridPart[] {
  const length = Math.max(...grid);
  const axis = grid.indexOf(length);
  const parts = Math.max(1, Math.min(count, length));
  return Array.from({ length: parts }, (_, part) => {
    const begin = Math.floor((part * length) / parts);
    const end = Math.floor(((part + 1) * length) / parts);
    return {
      first: along(axis, begin, [0, 0, 0]),
      workgroups: along(axis, end - begin, grid),
    };
  });
}

/** The grid with another number on an axis. */
function along(axis: number, count: number, [x, y, z]: Workgroups): Workgroups {
  return [axis === 0 ? count : x, axis === 1 ? count : y, axis === 2 ? count : z];
}
