// What a device can bind and dispatch, held against what a plan needs, before anything is made.
import { LimitError } from '../errors';
import type { Plan } from '../plan/plan';

/** @throws LimitError when a slot of the plan is larger, or a step dispatches more, than this device takes. */
export function checkPlanLimits(plan: Plan, limits: GPUSupportedLimits): void {
  checkBufferLimit(
    plan.graph,
    Math.max(0, ...plan.slots.map(({ byteLength }) => byteLength)),
    limits,
  );
  for (const { node, workgroups } of plan.steps) {
    const most = Math.max(...workgroups);
    if (most > limits.maxComputeWorkgroupsPerDimension) {
      const limit = 'maxComputeWorkgroupsPerDimension';
      throw new LimitError(
        `Node "${node}" of "${plan.graph}" needs ${most} workgroups along one axis; this device dispatches at most ` +
          `${limits[limit]} (${limit}). Use a smaller batch or input.`,
        { limit, needed: most, available: limits[limit] },
      );
    }
  }
}

/** @throws LimitError when no binding of this device can hold so many bytes of `name`. */
export function checkBufferLimit(
  name: string,
  byteLength: number,
  limits: GPUSupportedLimits,
): void {
  const { maxStorageBufferBindingSize, maxBufferSize } = limits;
  const available = Math.min(maxStorageBufferBindingSize, maxBufferSize);
  if (byteLength <= available) return;
  const limit =
    maxBufferSize < maxStorageBufferBindingSize ? 'maxBufferSize' : 'maxStorageBufferBindingSize';
  throw new LimitError(
    `"${name}" needs a buffer of ${byteLength} bytes; this device binds at most ${available} ` +
      `(${limit}). Use a smaller batch or input.`,
    { limit, needed: byteLength, available },
  );
}
