// WebGPU in Node: Dawn, by the package `webgpu`, in the places where a browser has it.
import { createRequire } from 'node:module';
import { KindlingError } from '../src/errors';

/** There is no WebGPU in this Node process. */
class NodeGpuError extends KindlingError {
  constructor(message: string, options?: ErrorOptions) {
    super('node-gpu', message, options);
  }
}

/** Dawn as it was opened. */
export interface NodeGpu {
  /** `Node 22.1.0, Dawn of webgpu 0.6.2`. */
  readonly host: string;
  /** Takes `navigator.gpu` away again: as long as it is there, Dawn may keep the process alive. */
  close(): void;
}

/**
 * For timing: without the first timestamps come in steps of 100 µs, longer than a layer takes on a GPU. Dawn has 16-bit floats
 * off on NVIDIA's Vulkan drivers, since some tests of its own crash there; here they are used only where they are asked for.
 */
const DAWN_OPTIONS = [
  'disable-dawn-features=timestamp_quantization',
  'enable-dawn-features=vulkan_enable_f16_on_nvidia',
];

/**
 * Puts Dawn on `navigator.gpu`, and WebGPU's classes and flags on `globalThis`.
 * @throws NodeGpuError when the package is missing or does not load, or there is no adapter
 */
export async function openNodeGpu(): Promise<NodeGpu> {
  const { create, globals } = await importDawn();
  const gpu = create([...DAWN_OPTIONS]);
  if (!(await gpu.requestAdapter())) {
    throw new NodeGpuError(
      'Dawn finds no adapter: install a Vulkan driver for the GPU, or name one in VK_ICD_FILENAMES ' +
        '(Chromium has a software one: vk_swiftshader_icd.json beside its program).',
    );
  }
  Object.assign(globalThis, globals);
  // Node has a navigator from version 21 on.
  const holder = globalThis as { navigator?: object };
  holder.navigator ??= {};
  const { navigator } = holder;
  Object.defineProperty(navigator, 'gpu', { value: gpu, configurable: true });
  return {
    host: `Node ${process.versions.node}, Dawn of webgpu ${dawnVersion()}`,
    close: () => Reflect.deleteProperty(navigator, 'gpu'),
  };
}

async function importDawn(): Promise<typeof import('webgpu')> {
  try {
    return await import('webgpu');
  } catch (cause) {
    const isMissing = cause instanceof Error && 'code' in cause && cause.code === MISSING;
    throw new NodeGpuError(
      isMissing
        ? '--runtime node needs the package `webgpu`; run `npm install --no-save webgpu`.'
        : `The package \`webgpu\` does not load on this system: ${String(cause)}`,
      { cause },
    );
  }
}

const MISSING = 'ERR_MODULE_NOT_FOUND';

function dawnVersion(): string {
  const { version } = createRequire(import.meta.url)('webgpu/package.json') as { version: string };
  return version;
}
