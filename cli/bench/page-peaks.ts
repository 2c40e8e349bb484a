// Measures in the page what the adapter can do at most: arithmetic, and memory traffic. Sent to the page as source text
// like page-session.ts, so nothing from this module but types.
import type { PageGlobals } from '../page-session';

interface Measurement {
  readonly code: string;
  readonly entryPoint: string;
  readonly buffers: readonly GPUBuffer[];
  readonly workgroups: readonly [number, number];
}

/** Runs in the page: adds `measurePeaks` to `globalThis.session`. */
export function installPeakCalls(): void {
  const globals = globalThis as unknown as PageGlobals;
  const WORKGROUP = 64;
  const REPEATS = 7;
  /**
   * Few enough invocations and a long enough loop that what starting them costs does not count: on a software adapter,
   * half the peak is lost to it where each has only some thousand FLOP.
   */
  const LONG_ENOUGH_NS = 100e6;
  const FMA_WORKGROUPS = 1024;
  const FLOPS_PER_ROUND = 1024;
  const MOST_ROUNDS = 2 ** 20;
  const COPY_BYTES = 2 ** 26;
  const ROW_WORKGROUPS = 2 ** 14;

  const openDevice = async (): Promise<GPUDevice | null> => {
    const adapter = await navigator.gpu.requestAdapter();
    if (!adapter?.features.has('timestamp-query')) return null;
    return adapter.requestDevice({ requiredFeatures: ['timestamp-query'] });
  };
  const storage = (device: GPUDevice, size: number) =>
    device.createBuffer({ size, usage: GPUBufferUsage.STORAGE });
  const uniform = (device: GPUDevice, words: ArrayBuffer) => {
    const usage = GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST;
    const buffer = device.createBuffer({ size: words.byteLength, usage });
    device.queue.writeBuffer(buffer, 0, words);
    return buffer;
  };

  /** @returns a function that dispatches once and gives the nanoseconds that it took. */
  const prepare = async (device: GPUDevice, measurement: Measurement) => {
    const { code, entryPoint, buffers, workgroups } = measurement;
    const module = device.createShaderModule({ code });
    const constants = { WORKGROUP };
    const compute = { module, entryPoint, constants };
    const pipeline = await device.createComputePipelineAsync({ layout: 'auto', compute });
    const bindGroup = device.createBindGroup({
      layout: pipeline.getBindGroupLayout(0),
      entries: buffers.map((buffer, binding) => ({ binding, resource: { buffer } })),
    });
    const querySet = device.createQuerySet({ type: 'timestamp', count: 2 });
    const { QUERY_RESOLVE, COPY_SRC, COPY_DST, MAP_READ } = GPUBufferUsage;
    const resolved = device.createBuffer({ size: 16, usage: QUERY_RESOLVE | COPY_SRC });
    const staging = device.createBuffer({ size: 16, usage: COPY_DST | MAP_READ });
    const timestampWrites = { querySet, beginningOfPassWriteIndex: 0, endOfPassWriteIndex: 1 };
    return async (): Promise<number> => {
      const encoder = device.createCommandEncoder();
      const pass = encoder.beginComputePass({ timestampWrites });
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, bindGroup);
      pass.dispatchWorkgroups(...workgroups);
      pass.end();
      encoder.resolveQuerySet(querySet, 0, 2, resolved, 0);
      encoder.copyBufferToBuffer(resolved, 0, staging, 0, 16);
      device.queue.submit([encoder.finish()]);
      await staging.mapAsync(GPUMapMode.READ);
      const [begin = 0n, end = 0n] = new BigUint64Array(staging.getMappedRange());
      const durationNs = Number(end - begin);
      staging.unmap();
      return durationNs;
    };
  };
  /** A peak is what was reached once: whatever made other runs slower is no limit of the adapter. */
  const shortest = async (run: () => Promise<number>): Promise<number> => {
    let least = Number.POSITIVE_INFINITY;
    for (let repeat = 0; repeat < REPEATS; repeat++) least = Math.min(least, await run());
    return least;
  };

  const measureArithmetic = async (device: GPUDevice, code: string): Promise<number> => {
    const words = new DataView(new ArrayBuffer(16));
    words.setFloat32(0, 0.999, true);
    words.setFloat32(4, 0.001, true);
    const params = uniform(device, words.buffer);
    const invocations = FMA_WORKGROUPS * WORKGROUP;
    const run = await prepare(device, {
      code,
      entryPoint: 'fused_multiply_add',
      buffers: [storage(device, 16 * invocations), params],
      workgroups: [FMA_WORKGROUPS, 1],
    });
    let rounds = 1;
    const runRounds = () => {
      words.setUint32(8, rounds, true);
      device.queue.writeBuffer(params, 0, words.buffer);
      return run();
    };
    while (rounds < MOST_ROUNDS && (await runRounds()) < LONG_ENOUGH_NS) rounds *= 2;
    return (invocations * rounds * FLOPS_PER_ROUND * 1e9) / (await shortest(runRounds));
  };
  const measureTraffic = async (device: GPUDevice, code: string): Promise<number> => {
    const words = COPY_BYTES / 16;
    const row = ROW_WORKGROUPS * WORKGROUP;
    const run = await prepare(device, {
      code,
      entryPoint: 'copy',
      buffers: [
        storage(device, COPY_BYTES),
        storage(device, COPY_BYTES),
        uniform(device, new Uint32Array([words, row, 0, 0]).buffer),
      ],
      workgroups: [ROW_WORKGROUPS, Math.ceil(words / row)],
    });
    return (2 * COPY_BYTES * 1e9) / (await shortest(run));
  };

  globals.session = {
    ...globals.session,
    async measurePeaks({ fusedMultiplyAdd, copy }) {
      const device = await openDevice();
      if (!device) return null;
      device.pushErrorScope('validation');
      const flopsPerSecond = await measureArithmetic(device, fusedMultiplyAdd);
      const bytesPerSecond = await measureTraffic(device, copy);
      const error = await device.popErrorScope();
      device.destroy();
      if (error) throw new Error(`The adapter's peaks cannot be measured: ${error.message}`);
      return { flopsPerSecond, bytesPerSecond };
    },
  };
}
