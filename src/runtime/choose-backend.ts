// Chooses between WebGPU and the CPU where the caller allows the latter. Loaded only then.
import {
  AdapterUnavailableError,
  type KindlingError,
  UnsupportedError,
  WebGPUUnavailableError,
} from '../errors';
import type { Backend } from './backend';
import type { CpuBackend } from './cpu-backend';
import { Host } from './host';
import type { RuntimeOptions } from './runtime';

/** What computes, and why that is the CPU where WebGPU was tried first, or JavaScript alone. */
export interface ChosenHost {
  readonly host: Host;
  readonly reason: KindlingError | null;
}

const BACKENDS: readonly unknown[] = ['auto', 'webgpu', 'cpu', 'fastest'];
const PURPOSES: readonly unknown[] = ['latency', 'throughput'];

/** @throws RangeError for words that there are not and no number of threads, and what opening the GPU throws but for its absence */
export async function chooseHost(
  options: RuntimeOptions,
  openGpu: () => Promise<Backend>,
): Promise<ChosenHost> {
  const { backend, device, for: purpose = 'latency' } = options;
  if (!BACKENDS.includes(backend)) {
    throw new RangeError(
      `A backend is 'auto', 'webgpu', 'cpu' or 'fastest', got ${String(backend)}.`,
    );
  }
  if (!PURPOSES.includes(purpose)) {
    throw new RangeError(
      `What is fastest for is 'latency' or 'throughput', got ${String(purpose)}.`,
    );
  }
  const open = () => openCpu(options.threads);
  if (backend === 'cpu') return onCpu(open, null);
  let gpu: Backend;
  try {
    gpu = await openGpu();
  } catch (error) {
    const isAbsent =
      error instanceof WebGPUUnavailableError || error instanceof AdapterUnavailableError;
    if (!isAbsent) throw error;
    return onCpu(open, error);
  }
  if (backend === 'fastest') {
    const { FastestHost } = await import('./fastest-host');
    return { host: new FastestHost(gpu, { purpose, openCpu: open }), reason: null };
  }
  // Whoever opened a device has chosen it.
  const { softwareAdapter = device !== undefined } = options;
  const { kind, description, vendor, architecture } = gpu.adapter;
  if (softwareAdapter || kind === 'hardware') return { host: new Host(gpu), reason: null };
  gpu.close();
  const reason = new AdapterUnavailableError(
    `The only adapter is a software adapter (${description || `${vendor} ${architecture}`}), and the CPU computes faster without it. ` +
      "Ask for backend: 'webgpu' to use it all the same, or for 'fastest' to have both timed.",
  );
  return onCpu(open, reason);
}

async function onCpu(
  open: () => Promise<CpuBackend>,
  reason: KindlingError | null,
): Promise<ChosenHost> {
  const backend = await open();
  const host = new Host(backend);
  if (backend.refusal === null) return { host, reason };
  const slow = `The CPU computes in plain JavaScript, which takes many times as long. ${backend.refusal}`;
  if (!reason) return { host, reason: new UnsupportedError(slow) };
  reason.message = `${reason.message} ${slow}`;
  return { host, reason };
}

/** In one place alone: webpack copies what two of a page's chunks import. */
async function openCpu(threads: number | undefined): Promise<CpuBackend> {
  const { CpuBackend } = await import('./cpu-backend');
  return CpuBackend.open(threads);
}
