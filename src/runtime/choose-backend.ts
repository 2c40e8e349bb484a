// Chooses between WebGPU and the CPU where the caller allows the latter. Loaded only then.
import {
  AdapterUnavailableError,
  type KindlingError,
  UnsupportedError,
  WebGPUUnavailableError,
} from '../errors';
import type { Backend } from './backend';
import type { RuntimeOptions } from './runtime';

/** What computes, and why that is the CPU where WebGPU was tried first, or JavaScript alone. */
export interface Choice {
  readonly backend: Backend;
  readonly reason: KindlingError | null;
}

/** @throws RangeError for a backend that there is not, and what opening the GPU throws but for its absence */
export async function chooseBackend(
  { backend, softwareAdapter = true }: RuntimeOptions,
  openGpu: () => Promise<Backend>,
): Promise<Choice> {
  if (backend === 'cpu') return onCpu(null);
  if (backend !== 'auto') {
    throw new RangeError(`A backend is 'auto', 'webgpu' or 'cpu', got ${String(backend)}.`);
  }
  let gpu: Backend;
  try {
    gpu = await openGpu();
  } catch (error) {
    const isAbsent =
      error instanceof WebGPUUnavailableError || error instanceof AdapterUnavailableError;
    if (!isAbsent) throw error;
    return onCpu(error);
  }
  if (softwareAdapter || gpu.adapter.kind === 'hardware') return { backend: gpu, reason: null };
  const { description, vendor } = gpu.adapter;
  gpu.close();
  const reason = new AdapterUnavailableError(
    `The only adapter is a software adapter (${description || vendor}), and softwareAdapter is false. ` +
      'Allow it, or keep to the CPU.',
  );
  return onCpu(reason);
}

async function onCpu(reason: KindlingError | null): Promise<Choice> {
  const { CpuBackend } = await import('./cpu-backend');
  const backend = await CpuBackend.open();
  if (backend.refusal === null) return { backend, reason };
  const slow = `The CPU computes in plain JavaScript, which takes many times as long. ${backend.refusal}`;
  if (!reason) return { backend, reason: new UnsupportedError(slow) };
  reason.message = `${reason.message} ${slow}`;
  return { backend, reason };
}
