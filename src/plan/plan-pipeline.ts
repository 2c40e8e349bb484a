// Pipelines as plans hold them.
import { type Kernel, variantId } from '../kernels/kernel';
import type { Precision } from '../tensor/elements';
import type { PlanPipeline } from './plan';
import { pipelineOf } from './program';
import type { Selection } from './select-kernel';

/** What a specialised kernel is compiled from. */
export function planPipeline(
  { kernel: { shader }, variant }: Selection,
  specialized: Pick<ReturnType<Kernel['specialize']>, 'id' | 'overrides' | 'code'>,
  precision: Precision,
): PlanPipeline {
  return { ...pipelineOf(shader, specialized), variant: variantId(shader, variant, precision) };
}
