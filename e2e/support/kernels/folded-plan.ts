// Plans whose grids are folded as those of more workgroups than a device dispatches along one axis are, without having as many.
import type { Workgroups } from '../../../src/kernels/kernel';
import type { Plan } from '../../../src/plan/plan';
import type { Step } from '../../../src/plan/program';
import { ceilDiv } from '../../../src/util/math';

/** Whether a step or a decoding has several workgroups in a row, and reads how long the row is: so that it may be folded. */
export function isFolding(plan: Plan): boolean {
  const steps: Step[] = [...plan.steps, ...(plan.decoding?.steps ?? [])];
  return steps.some(({ pipeline, workgroups }) => isLong(plan, pipeline, workgroups));
}

/** The plan with every such row in two. */
export function foldedInTwo(plan: Plan): Plan {
  const folded = <S extends Step>(step: S): S => {
    const { pipeline, workgroups } = step;
    return isLong(plan, pipeline, workgroups)
      ? { ...step, workgroups: [ceilDiv(workgroups[0], 2), 2, 1] }
      : step;
  };
  const { decoding } = plan;
  return {
    ...plan,
    steps: plan.steps.map(folded),
    decoding: decoding && { ...decoding, steps: decoding.steps.map(folded) },
  };
}

function isLong({ pipelines }: Plan, pipeline: number, [x, y]: Workgroups): boolean {
  return x > 1 && y === 1 && (pipelines[pipeline]?.code.includes('num_workgroups') ?? false);
}
