// What a plan is for: a device as far as kernels depend on it. The one place that says what a variant needs and what a device
// cannot do; rules, tuning and measurements all ask it.
import { type Kernel, type Variant, variantId } from '../kernels/kernel';
import { bindingsOf } from '../kernels/shader';
import type { AdapterKind } from './plan';

/** Features of a device, and extensions of its shader language, that variants ask for. */
export type Ability = 'subgroups';

/** Limits that variants can exceed. Workgroup memory is none of them: all fit into what every device has. */
export type VariantLimits = Pick<
  GPUSupportedLimits,
  | 'maxComputeInvocationsPerWorkgroup'
  | 'maxComputeWorkgroupSizeX'
  | 'maxComputeWorkgroupSizeY'
  | 'maxStorageBuffersPerShaderStage'
>;

/** A device. */
export interface Target {
  readonly kind: AdapterKind;
  readonly limits: VariantLimits;
  readonly abilities: ReadonlySet<Ability>;
  /** Variants that did not compile there, or gave wrong answers, by name, and why; filled as they are found. */
  readonly struck: Map<string, string>;
}

/** Why a device cannot compute by a variant; null where it can. */
export function objection({ shader }: Kernel, variant: Variant, target: Target): string | null {
  const { limits, abilities, struck } = target;
  const [x, y] = variant.workgroup;
  const buffers = bindingsOf(shader).filter((type) => type.endsWith('storage'));
  const needs: readonly (readonly [keyof VariantLimits, number])[] = [
    ['maxComputeInvocationsPerWorkgroup', x * y],
    ['maxComputeWorkgroupSizeX', x],
    ['maxComputeWorkgroupSizeY', y],
    ['maxStorageBuffersPerShaderStage', buffers.length],
  ];
  const short = needs.find(([limit, needed]) => needed > limits[limit]);
  if (short) return `${short[0]} is ${limits[short[0]]}, it needs ${short[1]}`;
  if (variant.weights === 'quad' && !abilities.has('subgroups')) return 'there are no subgroups';
  return struck.get(variantId(shader, variant)) ?? null;
}
