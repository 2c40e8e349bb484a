// Devices that tests plan for.
import type { AdapterKind } from './plan';
import type { Target, VariantLimits } from './target';

/** A device with WebGPU's default limits, or with others of those given. */
export function plainTarget(
  kind: AdapterKind,
  hasSubgroups = false,
  limits: Partial<VariantLimits> = {},
): Target {
  return {
    kind,
    limits: {
      maxComputeInvocationsPerWorkgroup: 256,
      maxComputeWorkgroupSizeX: 256,
      maxComputeWorkgroupSizeY: 256,
      maxStorageBuffersPerShaderStage: 8,
      ...limits,
    },
    abilities: new Set(hasSubgroups ? ['subgroups'] : []),
    struck: new Map(),
  };
}
