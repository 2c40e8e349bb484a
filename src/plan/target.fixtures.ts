// Devices that tests plan for.

import { FLOATS } from '../tensor/elements';
import { HALVES } from '../tensor/half';
import type { AdapterKind } from '../util/adapter-kind';
import type { Target } from './target';

/** The same device, computing in halves. */
export function halvesTarget(...given: Parameters<typeof plainTarget>): Target {
  return { ...plainTarget(...given), elements: HALVES };
}

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
    elements: FLOATS,
    struck: new Map(),
  };
}
