// What a device can bind and dispatch, held against what a plan needs, before anything is made.
import { LimitError } from '../errors';
import type { Program } from '../plan/program';

/** @throws LimitError when a slot of the plan is larger, or a step dispatches more, than this device takes. */
export function checkPlanLimits(plan: Program, limits: GPUSupportedLimits): void {
  checkBufferLimit(
    plan.name,
    Math.max(0, ...plan.slots.map(({ byteLength }) => byteLength)),
    limits,
  );
  for (const { node, workgroups } of plan.steps) {
    const most = Math.max(...workgroups);
    const does = `Node "${node}" of "${plan.name}" needs ${most} workgroups along one axis; this device dispatches`;
    checkLimit(does, most, limits, 'maxComputeWorkgroupsPerDimension');
  }
}

/** @throws LimitError when no binding of this device can hold so many bytes of `name`. */
export function checkBufferLimit(
  name: string,
  byteLength: number,
  limits: GPUSupportedLimits,
): void {
  const does = `"${name}" needs a buffer of ${byteLength} bytes; this device binds`;
  checkLimit(does, byteLength, limits, 'maxStorageBufferBindingSize');
  checkLimit(does, byteLength, limits, 'maxBufferSize');
}

function checkLimit(
  does: string,
  needed: number,
  limits: GPUSupportedLimits,
  limit: 'maxBufferSize' | 'maxStorageBufferBindingSize' | 'maxComputeWorkgroupsPerDimension',
): void {
  const available = limits[limit];
  if (needed <= available) return;
  throw new LimitError(`${does} at most ${available} (${limit}). Use a smaller batch or input.`, {
    limit,
    needed,
    available,
  });
}
