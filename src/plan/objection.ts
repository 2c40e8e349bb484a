// Why a device cannot compute by a variant: the one place that says what a variant needs and what a device cannot do. Rules,
// tuning and measurements all ask it.

import { choicesOf, type Kernel, type Variant, variantId } from '../kernels/kernel';
import { extensionsOf } from '../kernels/shader';
import type { Target } from './target';

/** Why a device cannot compute by a variant; null where it can. */
export function objection(
  { shader }: Kernel,
  variant: Variant,
  { kind, limits, abilities, struck }: Target,
): string | null {
  const { workgroup, only = kind } = variant;
  if (only !== kind) return `gains on ${only} adapters alone`;
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
