// What a plan is for: a device as far as kernels depend on it.

import type { Elements } from '../tensor/elements';
import type { AdapterKind } from '../util/adapter-kind';

/** A device. */
export interface Target {
  readonly kind: AdapterKind;
  /** All other limits that variants have to keep to, they keep to on every device: objection.test.ts. */
  readonly limits: Pick<GPUSupportedLimits, 'maxComputeInvocationsPerWorkgroup'>;
  /** Extensions of the shader language that it has: variants ask for them by the `enable` lines of their texts. */
  readonly abilities: ReadonlySet<string>;
  /** What it stores and computes in. */
  readonly elements: Elements;
  /** Variants that did not compile there, or gave wrong answers, by name, and why; filled as they are found. */
  readonly struck: Map<string, string>;
}
