// An executor that touches no device: it records what a run of a plan would dispatch, create and hold, so that
// exact counts are unit tests, and checks the rules that WebGPU would check.
import { activationByteLength, type Plan, storedConstants, weightByteLength } from './plan';
import type { Resource } from './program';

/** What one run does, and what is held between runs. */
export interface NullRun {
  readonly dispatches: readonly { readonly node: string; readonly pipeline: string }[];
  readonly pipelineCount: number;
  readonly bufferCount: number;
  readonly activationBytes: number;
  readonly weightBytes: number;
  /** Slots, weights and Params together: the most that a run holds, as nothing is created during one. */
  readonly peakBytes: number;
}

/** @throws RangeError when a step binds one slot both read-only and writable, or something that is not there. */
export function runNull(plan: Plan): NullRun {
  const dispatches = plan.steps.map((step) => {
    const pipeline = plan.pipelines[step.pipeline];
    if (!pipeline || pipeline.bindings.length !== step.resources.length) {
      throw new RangeError(`Step "${step.node}" does not fit its pipeline.`);
    }
    if (!step.resources.every((resource) => exists(plan, resource))) {
      throw new RangeError(`Step "${step.node}" binds something that the plan does not have.`);
    }
    const slots = (type: string) =>
      step.resources.flatMap((resource, index) =>
        resource.kind === 'slot' && pipeline.bindings[index] === type ? [resource.slot] : [],
      );
    const written = slots('storage');
    if (
      slots('read-only-storage').some((slot) => written.includes(slot)) ||
      new Set(written).size < written.length
    ) {
      throw new RangeError(`Step "${step.node}" binds a slot twice, at least once to write.`);
    }
    return { node: step.node, pipeline: pipeline.id };
  });
  const activationBytes = activationByteLength(plan);
  const weightBytes = weightByteLength(plan);
  return {
    dispatches,
    pipelineCount: plan.pipelines.length,
    bufferCount: plan.slots.length + storedConstants(plan).length + 1,
    activationBytes,
    weightBytes,
    peakBytes: activationBytes + weightBytes + plan.params.byteLength,
  };
}

function exists(plan: Plan, resource: Resource): boolean {
  switch (resource.kind) {
    case 'slot':
      return plan.slots[resource.slot] !== undefined;
    case 'constant':
      return plan.constants[resource.constant] !== undefined;
    case 'params':
      return resource.offset + resource.byteLength <= plan.params.byteLength;
    case 'outside':
      return false;
  }
}
