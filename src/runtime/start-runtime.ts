// The door of the library: what computes.
import type { Runtime } from './backend';
import { createGpuRuntime, openModel, type RuntimeOptions } from './runtime';

/**
 * Opens the GPU, or the CPU where the caller chose that or allows it.
 * @throws WebGPUUnavailableError when the browser has no WebGPU, AdapterUnavailableError when it has no adapter or device,
 * unless `backend` allows the CPU; RangeError for a backend that there is not.
 */
export async function createRuntime(options: RuntimeOptions = {}): Promise<Runtime> {
  const { backend = 'webgpu' } = options;
  if (backend === 'webgpu') return createGpuRuntime(options);
  const { chooseRuntime } = await import('./choose-runtime');
  return chooseRuntime(options, createGpuRuntime, openModel);
}
