// Devices that tests plan for.
import type { AdapterKind } from './plan';
import type { Target } from './target';

/** A device, by default with WebGPU's least number of invocations a workgroup. */
export function plainTarget(
  kind: AdapterKind,
  hasSubgroups = false,
  maxComputeInvocationsPerWorkgroup = 256,
): Target {
  return {
    kind,
    limits: { maxComputeInvocationsPerWorkgroup },
    abilities: new Set(hasSubgroups ? ['subgroups'] : []),
    struck: new Map(),
  };
}
