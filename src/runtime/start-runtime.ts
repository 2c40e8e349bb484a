// The entry of the library: what computes.
import type { KindlingError } from '../errors';
import type { Backend } from './backend';
import { GpuBackend } from './gpu-backend';
import { Host } from './host';
import { Runtime, type RuntimeOptions } from './runtime';

/**
 * Opens the GPU, or the CPU where the caller chose that or allows it.
 * @throws WebGPUUnavailableError when the browser has no WebGPU, AdapterUnavailableError when it has no adapter or device,
 * unless `backend` allows the CPU; RangeError for a backend that there is not.
 */
export async function createRuntime(options: RuntimeOptions = {}): Promise<Runtime> {
  const open = () => GpuBackend.open(options);
  let backend: Backend;
  let reason: KindlingError | null = null;
  if ((options.backend ?? 'webgpu') === 'webgpu') backend = await open();
  else {
    const { chooseBackend } = await import('./choose-backend');
    ({ backend, reason } = await chooseBackend(options, open));
  }
  const host = new Host(backend);
  if (options.warnOfLeaks) host.leaks = new (await import('./leak-check')).LeakCheck();
  // At once: after a loss there may be no network any more to load it from.
  if (options.onDeviceLost === 'replay' && backend.kind === 'webgpu') {
    host.recovery = new (await import('./replay')).Replay(host, options, open);
  }
  return new Runtime(host, reason);
}
