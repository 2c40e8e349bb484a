// What an adapter can do at most.
import { GpuBackend } from '../runtime/gpu-backend';
import { behindRuntime } from '../runtime/internals';
import type { AdapterPeaks } from '../tune/peaks';
import type { RuntimeHandle } from './handles';

/**
 * Measures what the adapter can do at most, in a second or two: what layers can be held against. Null on the CPU, and where the
 * device has no timestamps. Best while nothing else runs.
 * @throws GPUFailureError, DeviceLostError
 */
export async function measurePeaks(runtime: RuntimeHandle): Promise<AdapterPeaks | null> {
  const { backend } = behindRuntime(runtime);
  if (!(backend instanceof GpuBackend) || !backend.device.features.has('timestamp-query')) {
    return null;
  }
  const { measureAdapterPeaks } = await import('../tune/index');
  return measureAdapterPeaks(backend.gpu);
}
