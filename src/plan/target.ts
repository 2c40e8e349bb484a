// What a plan is for: a device as far as kernels depend on it. The one place that says what a variant needs and what a device
// cannot do; rules, tuning and measurements all ask it.
import { choicesOf, type Kernel, type Variant, variantId } from '../kernels/kernel';
import { extensionsOf } from '../kernels/shader';
import type { Elements } from '../tensor/elements';
import type { AdapterKind } from './plan';

/** A device. */
export interface Target {
  readonly kind: AdapterKind;
  /** All other limits that variants have to keep to, they keep to on every device: target.test.ts. */
  readonly limits: Pick<GPUSupportedLimits, 'maxComputeInvocationsPerWorkgroup'>;
  /** Extensions of the shader language that it has: variants ask for them by the `enable` lines of their texts. */
  readonly abilities: ReadonlySet<string>;
  /** What it stores and computes in. */
  readonly elements: Elements;
  /** Variants that did not compile there, or gave wrong answers, by name, and why; filled as they are found. */
  readonly struck: Map<string, string>;
}

/** Why a device cannot compute by a variant; null where it can. */
export function objection(
  { shader }: Kernel,
  variant: Variant,
  { limits, abilities, struck }: Target,
): string | null {
  const { workgroup } = variant;
  const invocations = workgroup[0] * workgroup[1];
  if (invocations > limits.maxComputeInvocationsPerWorkgroup)
    return `needs ${invocations} invocations`;
  const missing = extensionsOf(shader, choicesOf(variant)).find((name) => !abilities.has(name));
  if (missing) return `needs ${missing}`;
  return struck.get(variantId(shader, variant)) ?? null;
}

/** The variants by which a device can compute. */
export function variantsOn(target: Target, kernel: Kernel): Variant[] {
  return kernel.variants.filter((variant) => objection(kernel, variant, target) === null);
}
