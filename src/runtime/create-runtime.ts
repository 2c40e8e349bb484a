// The door of the library: which backend computes.
import type { DeviceOptions } from '../gpu/device';
import type { Runtime } from './backend';
import { createGpuRuntime, openModel } from './runtime';

/** What a caller may choose. */
export interface RuntimeOptions extends DeviceOptions {
  /**
   * 'webgpu', the default, or nothing; 'cpu'; or 'auto': WebGPU, and the CPU where there is none. `runtime.backend` says
   * what it came to, and `runtime.fallbackReason` why.
   */
  readonly backend?: 'auto' | 'webgpu' | 'cpu';
  /** With 'auto': whether an adapter that a CPU plays counts as WebGPU; true by default. */
  readonly softwareAdapter?: boolean;
}

/**
 * Opens the GPU, or the CPU where the caller chose that or allows it.
 * @throws WebGPUUnavailableError when the browser has no WebGPU, AdapterUnavailableError when it has no adapter, unless
 * `backend` allows the CPU; RangeError for a backend that there is not.
 */
export async function createRuntime(options: RuntimeOptions = {}): Promise<Runtime> {
  const { backend = 'webgpu' } = options;
  if (backend === 'webgpu') return createGpuRuntime(options);
  const { chooseRuntime } = await import('./choose-runtime');
  return chooseRuntime({ ...options, backend }, createGpuRuntime, openModel);
}
