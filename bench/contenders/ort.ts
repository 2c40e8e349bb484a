// ONNX Runtime Web in the page. Sent there as source text, like cli/page-session.ts, so nothing from this module but types.
import type { ContenderGlobals, Contest, OpenContest } from './contender';

/** What is used of the package. */
interface Ort {
  readonly env: {
    readonly wasm: { wasmPaths: string; wasmBinary?: ArrayBuffer; numThreads?: number };
    readonly webgpu: { readonly device: Promise<GPUDevice> | GPUDevice };
  };
  readonly InferenceSession: {
    create(model: Uint8Array, options: Readonly<Record<string, unknown>>): Promise<OrtSession>;
  };
  readonly Tensor: {
    new (type: 'float32', data: Float32Array, dims: readonly number[]): OrtTensor;
    fromGpuBuffer(
      buffer: GPUBuffer,
      options: { dataType: 'float32'; dims: readonly number[] },
    ): OrtTensor;
  };
}

interface OrtTensor {
  /** Of a tensor in memory. */
  readonly data: Float32Array;
  /** Of a tensor on the GPU. */
  readonly gpuBuffer: GPUBuffer;
}

type OrtTensors = Record<string, OrtTensor>;

interface OrtSession {
  run(feeds: OrtTensors): Promise<Partial<OrtTensors>>;
  release(): Promise<void>;
}

/** Runs in the page: adds `ort-webgpu` and `ort-wasm` to `globalThis.contenders`. */
export function installOrtContenders(): void {
  const globals = globalThis as unknown as ContenderGlobals;

  const loadOrt = async (folder: string, bundle: string, wasm: string): Promise<Ort> => {
    const ort = (await import(/* @vite-ignore */ `${folder}/dist/${bundle}`)) as Ort;
    ort.env.wasm.wasmPaths = `${folder}/dist/`;
    // Its wasm is compiled when the first session is made; the download is done here, and is not part of that.
    ort.env.wasm.wasmBinary = await (await fetch(`${folder}/dist/${wasm}`)).arrayBuffer();
    return ort;
  };
  const byName = <T>(names: readonly string[], make: (name: string, index: number) => T) =>
    Object.fromEntries(names.map((name, index) => [name, make(name, index)]));

  /** Inputs and outputs as tensors in memory. */
  const bindToCpu = (ort: Ort, session: OrtSession, contest: Contest): OpenContest => ({
    async run() {
      const feeds = byName(Object.keys(contest.inputs), (name) => {
        const data = contest.inputs[name] ?? new Float32Array();
        return new ort.Tensor('float32', data, contest.inputShapes[name] ?? []);
      });
      const results = await session.run(feeds);
      return contest.outputs.map(({ name }) => results[name]?.data ?? new Float32Array());
    },
    dispose: () => session.release(),
  });

  /**
   * Inputs in buffers that stay, as a captured graph needs them. Its outputs are buffers of the runtime's own: given ones
   * lose a value that other nodes read too, from the second run on (1.30.0). They are part of what was captured, so that
   * they are not disposed of before the session is.
   */
  const bindToGpu = async (
    ort: Ort,
    session: OrtSession,
    contest: Contest,
  ): Promise<OpenContest> => {
    const device = await ort.env.webgpu.device;
    const { STORAGE, COPY_SRC, COPY_DST, MAP_READ } = GPUBufferUsage;
    // Its own buffers are multiples of 16 bytes, and it expects the same of others.
    const allocate = (bytes: number, usage: number) =>
      device.createBuffer({ size: 16 * Math.ceil(bytes / 16), usage });
    const inputs = Object.entries(contest.inputs).map(([name, data]) => {
      const buffer = allocate(data.byteLength, STORAGE | COPY_SRC | COPY_DST);
      const dims = contest.inputShapes[name] ?? [];
      const tensor = ort.Tensor.fromGpuBuffer(buffer, { dataType: 'float32', dims });
      return { name, data, buffer, tensor };
    });
    const stagings = contest.outputs.map(({ name, shape }) => {
      const bytes = 4 * shape.reduce((count, size) => count * size, 1);
      return { name, bytes, staging: allocate(bytes, COPY_DST | MAP_READ) };
    });
    const feeds = Object.fromEntries(inputs.map(({ name, tensor }) => [name, tensor]));
    return {
      async run() {
        for (const { buffer, data } of inputs) device.queue.writeBuffer(buffer, 0, data);
        const results = await session.run(feeds);
        const encoder = device.createCommandEncoder();
        for (const { name, bytes, staging } of stagings) {
          const buffer = results[name]?.gpuBuffer;
          if (!buffer) throw new Error(`ONNX Runtime gave no output "${name}".`);
          encoder.copyBufferToBuffer(buffer, 0, staging, 0, bytes);
        }
        device.queue.submit([encoder.finish()]);
        return Promise.all(stagings.map(readBack));
      },
      async dispose() {
        await session.release();
        for (const { buffer } of inputs) buffer.destroy();
        for (const { staging } of stagings) staging.destroy();
      },
    };
  };
  const readBack = async ({ staging, bytes }: { staging: GPUBuffer; bytes: number }) => {
    await staging.mapAsync(GPUMapMode.READ);
    const data = new Float32Array(staging.getMappedRange().slice(0, bytes));
    staging.unmap();
    return data;
  };

  let webgpu: Ort | null = null;
  let wasm: Ort | null = null;
  let captured = true;
  let webgpuSettings = '';

  const openCaptured = async (ort: Ort, contest: Contest): Promise<OpenContest> => {
    const session = await ort.InferenceSession.create(contest.onnx, {
      executionProviders: ['webgpu'],
      enableGraphCapture: true,
      preferredOutputLocation: 'gpu-buffer',
      graphOptimizationLevel: 'all',
    });
    webgpuSettings = 'graph capture, inputs and outputs in GPU buffers';
    return bindToGpu(ort, session, contest);
  };
  const openPlain = async (ort: Ort, contest: Contest): Promise<OpenContest> => {
    const session = await ort.InferenceSession.create(contest.onnx, {
      executionProviders: ['webgpu'],
      graphOptimizationLevel: 'all',
    });
    webgpuSettings = 'without graph capture, which this model does not take';
    return bindToCpu(ort, session, contest);
  };

  globals.contenders = {
    ...globals.contenders,
    'ort-webgpu': {
      async load([folder = '']) {
        const binary = 'ort-wasm-simd-threaded.asyncify.wasm';
        webgpu = await loadOrt(folder, 'ort.webgpu.bundle.min.mjs', binary);
      },
      async open(contest) {
        if (!webgpu) throw new Error('ONNX Runtime Web is not loaded.');
        if (!captured) return openPlain(webgpu, contest);
        try {
          return await openCaptured(webgpu, contest);
        } catch (error) {
          // A graph with a node on the CPU cannot be captured, and says so here.
          if (!/captur/i.test(String(error))) throw error;
          captured = false;
          return openPlain(webgpu, contest);
        }
      },
      settings: () => webgpuSettings,
    },
    'ort-wasm': {
      async load([folder = ''], threads) {
        wasm = await loadOrt(folder, 'ort.wasm.bundle.min.mjs', 'ort-wasm-simd-threaded.wasm');
        wasm.env.wasm.numThreads = threads ?? Math.min(4, navigator.hardwareConcurrency);
      },
      async open(contest) {
        if (!wasm) throw new Error('ONNX Runtime Web is not loaded.');
        const session = await wasm.InferenceSession.create(contest.onnx, {
          executionProviders: ['wasm'],
          graphOptimizationLevel: 'all',
        });
        return bindToCpu(wasm, session, contest);
      },
      settings: () => `CPU, threads: ${wasm?.env.wasm.numThreads ?? 1}`,
    },
  };
}
