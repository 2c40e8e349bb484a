// Chooses between WebGPU and the CPU where the caller allows the latter. Loaded only then.
import { AdapterUnavailableError, type KindlingError, WebGPUUnavailableError } from '../errors';
import type { Runtime } from './backend';
import type { OpenModel } from './cpu-runtime';
import type { RuntimeOptions } from './runtime';

/** @throws RangeError for a backend that there is not, and what opening the GPU throws but for its absence */
export async function chooseRuntime(
  options: RuntimeOptions,
  openGpuRuntime: (options: RuntimeOptions) => Promise<Runtime>,
  openModel: OpenModel,
): Promise<Runtime> {
  const { backend, softwareAdapter = true } = options;
  const onCpu = (reason: KindlingError | null) =>
    cpuRuntime(reason, openModel, options.warnOfLeaks);
  if (backend === 'cpu') return onCpu(null);
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
    return onCpu(error);
  }
  if (softwareAdapter || runtime.adapter.kind === 'hardware') return runtime;
  const { description, vendor } = runtime.adapter;
  runtime.dispose();
  const reason = new AdapterUnavailableError(
    `The only adapter is a software adapter (${description || vendor}), and softwareAdapter is false.`,
  );
  return onCpu(reason);
}

async function cpuRuntime(
  fallbackReason: KindlingError | null,
  openModel: OpenModel,
  warnOfLeaks = false,
): Promise<Runtime> {
  const { CpuRuntime } = await import('./cpu-runtime');
  const leaks = warnOfLeaks ? new (await import('./leak-check')).LeakCheck() : null;
  return new CpuRuntime({ fallbackReason, openModel, leaks });
}
