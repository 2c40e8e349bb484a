// What kernels of several values have in common.
import { shiftsLanes } from '../channel-span';
import type { Call } from '../kernel';

/** Whether the channels of any operand lie in other lanes than the result's. */
export function shiftsAnyLanes(call: Call): boolean {
  return call.inputs.some((input) => shiftsLanes({ ...call, inputs: [input] }));
}

/** Name of lane shifting in a variant's id. */
export function alignmentTraitsOfAll(call: Call): string[] {
  return shiftsAnyLanes(call) ? ['unaligned'] : [];
}
