// Plans whose grids are folded as those of more workgroups than a device dispatches along one axis are, without having as many.
import type { Workgroups } from '../../src/kernels/kernel';
import type { Plan } from '../../src/plan/plan';
import { ceilDiv } from '../../src/util/math';

/** Whether a step or a decoding has several workgroups in a row, and reads how long the row is: so that it may be folded. */
export function isFolding(plan: Plan): boolean {
  const { steps, constants } = plan;
  return (
    steps.some(({ pipeline, workgroups }) => isLong(plan, pipeline, workgroups)) ||
    constants.some(
      ({ decoding }) => decoding && isLong(plan, decoding.pipeline, decoding.workgroups),
    )
  );
}

/** The plan with every such row in two. */
export function foldedInTwo(plan: Plan): Plan {
  const folded = (pipeline: number, workgroups: Workgroups): Workgroups =>
    isLong(plan, pipeline, workgroups) ? [ceilDiv(workgroups[0], 2), 2, 1] : workgroups;
  return {
    ...plan,
    steps: plan.steps.map((step) => ({
      ...step,
      workgroups: folded(step.pipeline, step.workgroups),
    })),
    constants: plan.constants.map((constant) => {
      const { decoding } = constant;
      if (!decoding) return constant;
      const workgroups = folded(decoding.pipeline, decoding.workgroups);
      return { ...constant, decoding: { ...decoding, workgroups } };
    }),
  };
}

function isLong({ pipelines }: Plan, pipeline: number, [x, y]: Workgroups): boolean {
  return x > 1 && y === 1 && (pipelines[pipeline]?.code.includes('num_workgroups') ?? false);
}
