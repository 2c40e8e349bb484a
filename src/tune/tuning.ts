// What has been measured of calls, and the choices that follow from it.

import { ALL_KERNELS } from '../kernels/further-kernels.gen';
import { type Call, variantId } from '../kernels/kernel';
import type { KernelChoice } from '../plan/build-plan';
import { candidatesOf } from '../plan/candidates';
import { type Selection, selectKernel } from '../plan/select-kernel';
import type { Target } from '../plan/target';
import { callKey } from './call-key';

/** The fastest variant of a call, and its milliseconds. */
export interface TunedCall {
  readonly variant: string;
  readonly ms: number;
}

/** By the keys of calls, in which the steps of a Winograd convolution have their tile. */
export type Tuning = Readonly<Record<string, TunedCall>>;

/** Names a selection within a call's candidates. */
export function selectionId({ kernel, variant }: Selection): string {
  return variantId(kernel.shader, variant);
}

/** Chooses what was fastest; by the rules where nothing was measured. */
export function tunedChoice(tuning: Tuning): KernelChoice {
  return (call: Call, target: Target) => {
    const fastest = tuning[callKey(call)]?.variant;
    const known = candidatesOf(call, target).find(
      (candidate) => selectionId(candidate) === fastest,
    );
    return known ?? selectKernel(call, target, ALL_KERNELS);
  };
}
