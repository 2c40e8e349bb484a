// Chooses between WebGPU and the CPU where the caller allows the latter. Loaded only then.
import { AdapterUnavailableError, type KindlingError, WebGPUUnavailableError } from '../errors';
import type { Runtime } from './backend';
import type { OpenModel } from './cpu-runtime';
import type { RuntimeOptions } from './create-runtime';

/** @throws RangeError for a backend that there is not, and what opening the GPU throws but for its absence */
export async function chooseRuntime(
  options: RuntimeOptions,
  openGpuRuntime: (options: RuntimeOptions) => Promise<Runtime>,
  openModel: OpenModel,
): Promise<Runtime> {
  const { backend, softwareAdapter = true } = options;
  if (backend === 'cpu') return cpuRuntime(null, openModel);
  if (backend !== 'auto') {
    throw new RangeError(`A backend is 'auto', 'webgpu' or 'cpu', got ${String(backend)}.`);
  }
  let runtime: Runtime;
  try {
    runtime = await openGpuRuntime(options);
  } catch (error) {
    const isAbsent =
      error instanceof WebGPUUnavailableError || error instanceof AdapterUnavailableError;
    if (!isAbsent) throw error;
    return cpuRuntime(error, openModel);
  }
  if (softwareAdapter || runtime.adapter.kind === 'hardware') return runtime;
  const { description, vendor } = runtime.adapter;
  runtime.dispose();
  const reason = new AdapterUnavailableError(
    `The only adapter is played by a CPU (${description || vendor}), and softwareAdapter is false.`,
  );
  return cpuRuntime(reason, openModel);
}

async function cpuRuntime(reason: KindlingError | null, openModel: OpenModel): Promise<Runtime> {
  const { CpuRuntime } = await import('./cpu-runtime');
  return new CpuRuntime(reason, openModel);
}
