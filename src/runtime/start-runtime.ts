// The entry of the library: what computes.
import type { KindlingError } from '../errors';
import { GpuBackend } from './gpu-backend';
import { Host } from './host';
import { Runtime, type RuntimeOptions } from './runtime';

/**
 * Opens the GPU, or the CPU where the caller chose that or allows it.
 * @throws WebGPUUnavailableError when the browser has no WebGPU, AdapterUnavailableError when it has no adapter or device,
 * unless `backend` allows the CPU; RangeError for a backend that there is not, or something else than latency or throughput.
 */
export async function createRuntime(options: RuntimeOptions = {}): Promise<Runtime> {
  const open = () => GpuBackend.open(options);
  let host: Host;
  let reason: KindlingError | null = null;
  if ((options.backend ?? 'webgpu') === 'webgpu') host = new Host(await open());
  else {
    const { chooseHost } = await import('./choose-backend');
    ({ host, reason } = await chooseHost(options, open));
  }
  if (options.warnOfLeaks) host.leaks = new (await import('./leak-check')).LeakCheck();
  // At once: after a loss there may be no network any more to load it from.
  if (options.onDeviceLost === 'replay' && host.backend.kind === 'webgpu') {
    host.recovery = new (await import('./replay')).Replay(host, options, open);
  }
  return new Runtime(host, reason);
}
