// Variants that a device's compiler refuses: the next best ones take their place.

import { selectionName } from '../plan/plan';
import type { Target } from '../plan/target';
import { PipelineError } from './pipeline-cache';

/**
 * Does what compiles the variants of a plan, again for each variant that is refused: it is struck, so that the next plan does
 * without it.
 * @throws what `work` throws besides; the refusal of what has no variants
 */
export async function withoutRefused<T>(target: Target, work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!strike(target, error)) throw error;
    }
  }
}

/** Strikes the variant that an error is about, if it is about one: no plan has it any more. */
export function strike({ struck }: Target, error: unknown): boolean {
  if (!(error instanceof PipelineError) || !error.spec.variant) return false;
  const name = selectionName(error.spec.variant);
  if (!struck.has(name))
    console.warn(`Kindling does without ${name} on this device. ${error.message}`);
  struck.set(name, error.message);
  return true;
}
