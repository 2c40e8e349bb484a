// The pipeline of a call, as plans hold it.
import { type Kernel, variantId } from '../kernels/kernel';
import type { PlanPipeline } from './plan';
import type { Selection } from './select-kernel';

/** What a specialised kernel is compiled from. */
export function planPipeline(
  { kernel: { shader }, variant }: Selection,
  { id, overrides, code }: ReturnType<Kernel['specialize']>,
): PlanPipeline {
  return {
    id,
    variant: variantId(shader, variant),
    shader: shader.stem,
    entryPoint: shader.entryPoint,
    bindings: shader.bindings.map(({ type }) => type),
    overrides,
    code,
  };
}
