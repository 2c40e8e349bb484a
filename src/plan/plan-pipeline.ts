// Pipelines as plans hold them.
import { type Kernel, variantId } from '../kernels/kernel';
import { bindingsOf, entryPointOf, type Shader } from '../kernels/shader';
import type { Precision } from '../tensor/elements';
import type { WeightDecoding } from './decode-weights';
import type { PlanPipeline } from './plan';
import type { Selection } from './select-kernel';

type Specialized = Pick<ReturnType<Kernel['specialize']>, 'id' | 'overrides' | 'code'>;

/** What a specialised kernel is compiled from. */
export function planPipeline(
  { kernel: { shader }, variant }: Selection,
  specialized: Specialized,
  precision: Precision,
): PlanPipeline {
  return pipelineOf(shader, variantId(shader, variant, precision), specialized);
}

/** What decodes weights. */
export function decodingPipeline(decoding: WeightDecoding): PlanPipeline {
  return pipelineOf(decoding.shader, decoding.id, decoding);
}

function pipelineOf(
  shader: Shader,
  variant: string,
  { id, overrides, code }: Specialized,
): PlanPipeline {
  return {
    id,
    variant,
    shader: shader.stem,
    entryPoint: entryPointOf(shader),
    bindings: bindingsOf(shader),
    overrides,
    code,
  };
}
