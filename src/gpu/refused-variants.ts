// Variants that a device's compiler refuses, or that a check found wrong: the next best ones take their place. Loaded where there
// is one.
import { UnsupportedError } from '../errors';
import type { Target } from '../plan/target';
import { PipelineError } from './pipeline-cache';

/**
 * Does again what compiles the variants of a plan, and failed: what is refused is struck, so that the next plan does without it;
 * as long as there is something to strike. `work` is told where the device cannot decode weights.
 * @throws what else `work` failed or fails by
 */
export async function againWithout<T>(
  target: Target,
  error: unknown,
  work: (canDecode: boolean) => Promise<T>,
): Promise<T> {
  let failure = error;
  while (strike(target, failure)) {
    try {
      const names = [...target.struck.keys()];
      return await work(names.every((name) => !DECODING.test(name)));
    } catch (next) {
      // Where nothing is left, what the last one was struck for says more than that there is nothing.
      if (next instanceof UnsupportedError) next.cause ??= failure;
      failure = next;
    }
  }
  throw failure;
}

/** Names what decodes weights. */
const DECODING = /^decode-weights/;

/** Strikes the variant that an error is about, if it is about one: no plan has it any more. */
export function strike({ struck }: Target, error: unknown): boolean {
  if (!(error instanceof PipelineError) || !error.spec.variant) return false;
  const name = selectionName(error.spec.variant);
  if (!struck.has(name))
    console.warn(`Kindling does without ${name} on this device. ${error.message}`);
  struck.set(name, error.message);
  return true;
}

/** The name of a pipeline's variant among selections, which have one in every precision. */
export function selectionName(variant: string): string {
  return variant.replace('__f16_', '__f32_');
}
