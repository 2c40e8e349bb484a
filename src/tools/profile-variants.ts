// Every layer by every variant that could compute it: for users of a GPU.
import { UnsupportedError } from '../errors';
import { GpuPlaced } from '../runtime/gpu-placed';
import { behindModel } from '../runtime/internals';
import type { VariantProfile, VariantProfileOptions } from '../tune/profile-variants';
import { orAborted } from '../util/abort';
import type { ModelHandle } from './handles';

/**
 * Times every layer by every variant of every kernel that could compute it, in turns: what this plan's own choices
 * can be held against. Compiles all of them: minutes on a software adapter.
 * @throws RangeError for fewer than two runs; UnsupportedError on the CPU, which has one kernel a layer; GPUFailureError;
 * DeviceLostError; the signal's reason when aborted.
 */
export async function profileVariants(
  model: ModelHandle,
  options: VariantProfileOptions = {},
): Promise<VariantProfile[]> {
  const { runs = 5 } = options;
  if (!Number.isInteger(runs) || runs < 2) {
    throw new RangeError(`Variants are compared in two runs or more, got ${runs}.`);
  }
  const { resident } = behindModel(model);
  const placed = resident.ready();
  if (!(placed instanceof GpuPlaced)) {
    throw new UnsupportedError(
      'The CPU backend has one kernel for each layer, and no variants to time: use profile(), or a runtime on WebGPU.',
    );
  }
  const { profileGraphVariants } = await import('../tune/index');
  const { backend, graph, executor } = placed;
  const { signal: disposed } = resident.end;
  const signal = eitherOf(disposed, options.signal);
  const schedule = { graph, plan: executor.plan };
  return orAborted(disposed, () =>
    profileGraphVariants(backend.gpu, schedule, { ...options, runs, signal }),
  );
}

/** Aborts with the first of them. `AbortSignal.any` is younger than WebGPU. */
function eitherOf(...signals: readonly (AbortSignal | undefined)[]): AbortSignal {
  const controller = new AbortController();
  for (const signal of signals) {
    const abort = () => controller.abort(signal?.reason);
    if (signal?.aborted) abort();
    signal?.addEventListener('abort', abort, { once: true });
  }
  return controller.signal;
}
