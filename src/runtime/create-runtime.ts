// The door of the library: what computes.
import { openGpu } from '../gpu/device';
import { PipelineCache } from '../gpu/pipeline-cache';
import type { Runtime } from './backend';
import { Host } from './host';
import { openModel, Runtime as GpuRuntime, type RuntimeOptions } from './runtime';

/**
 * Opens the GPU, or the CPU where the caller chose that or allows it.
 * @throws WebGPUUnavailableError when the browser has no WebGPU, AdapterUnavailableError when it has no adapter or device,
 * unless `backend` allows the CPU; RangeError for a backend that there is not.
 */
export async function createRuntime(options: RuntimeOptions = {}): Promise<Runtime> {
  const { backend = 'webgpu' } = options;
  if (backend !== 'webgpu') {
    const { chooseRuntime } = await import('./choose-runtime');
    return chooseRuntime(options, createRuntime, openModel);
  }
  const open = async () => {
    const gpu = await openGpu(options);
    return { gpu, pipelines: new PipelineCache(gpu.device) };
  };
  const host = new Host(await open());
  if (options.warnOfLeaks) host.leaks = new (await import('./leak-check')).LeakCheck();
  // At once: after a loss there may be no network any more to load it from.
  if (options.onDeviceLost === 'replay') {
    host.recovery = new (await import('./replay')).Replay(host, options.device ? null : open);
  }
  return new GpuRuntime(host);
}
