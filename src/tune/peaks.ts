// What an adapter can do at most: arithmetic, and memory traffic. Loaded only by those who ask.
import { type Gpu, whileAlive } from '../gpu/device';
import { guard } from '../gpu/guard';
import { PipelineCache } from '../gpu/pipeline-cache';
import { StepTimer } from '../gpu/step-timer';
import { encodeParams } from '../kernels/params';
import { bindingsOf, entryPointOf } from '../kernels/shader';
import { copy, fusedMultiplyAdd } from './peak-shaders.gen';

/** The most that an adapter was seen to do. */
export interface AdapterPeaks {
  /** Multiplications and additions per second, two for each multiply-add. */
  readonly flopsPerSecond: number;
  /** Bytes read and written per second, between buffers larger than most caches. */
  readonly bytesPerSecond: number;
}

/** One dispatch that is repeated. */
interface Dispatch {
  readonly shader: typeof copy | typeof fusedMultiplyAdd;
  readonly buffers: readonly GPUBuffer[];
  readonly workgroups: readonly [number, number];
}

const WORKGROUP = 64;
const REPEATS = 7;
/**
 * Few enough invocations and a long enough loop that what starting them costs does not count: on a software adapter,
 * half the peak is lost to it where each has only some thousand FLOP.
 */
const LONG_ENOUGH_NS = 100e6;
const FMA_WORKGROUPS = 1024;
/** As fused-multiply-add.wgsl has them. */
const FLOPS_PER_ROUND = 1024;
const MOST_ROUNDS = 2 ** 20;
const COPY_BYTES = 2 ** 26;
/** Browsers may round timestamps to 0.1 ms, which is longer than a fast adapter copies; copies are repeated till it is 1 %. */
const RESOLVABLE_NS = 10e6;
const MOST_COPIES = 2 ** 10;
const ROW_WORKGROUPS = 2 ** 14;

/**
 * Measures the peaks of a device.
 * @throws UnsupportedError when the device has no timestamps; GPUFailureError, DeviceLostError.
 */
export async function measureAdapterPeaks(gpu: Gpu): Promise<AdapterPeaks> {
  return {
    flopsPerSecond: await measureArithmetic(gpu),
    bytesPerSecond: await measureTraffic(gpu),
  };
}

async function measureArithmetic(gpu: Gpu): Promise<number> {
  const invocations = FMA_WORKGROUPS * WORKGROUP;
  const encode = (rounds: number) =>
    encodeParams(fusedMultiplyAdd, { factor: 0.999, addend: 0.001, rounds });
  return withBuffers(gpu, [16 * invocations], encode(1), async (buffers, params) => {
    const shader = fusedMultiplyAdd;
    const workgroups = [FMA_WORKGROUPS, 1] as const;
    return withTimer(gpu, { shader, buffers, workgroups }, async (time) => {
      let rounds = 1;
      const run = () => {
        gpu.device.queue.writeBuffer(params, 0, encode(rounds));
        return time(1);
      };
      while (rounds < MOST_ROUNDS && (await run()) < LONG_ENOUGH_NS) rounds *= 2;
      return (invocations * rounds * FLOPS_PER_ROUND * 1e9) / (await shortest(run));
    });
  });
}

async function measureTraffic(gpu: Gpu): Promise<number> {
  const count = COPY_BYTES / 16;
  const row = ROW_WORKGROUPS * WORKGROUP;
  const words = encodeParams(copy, { words: count, words_per_row: row });
  return withBuffers(gpu, [COPY_BYTES, COPY_BYTES], words, (buffers) => {
    const workgroups = [ROW_WORKGROUPS, Math.ceil(count / row)] as const;
    return withTimer(gpu, { shader: copy, buffers, workgroups }, async (time) => {
      let copies = 1;
      while (copies < MOST_COPIES && (await time(copies)) < RESOLVABLE_NS) copies *= 2;
      return (2 * copies * COPY_BYTES * 1e9) / (await shortest(() => time(copies)));
    });
  });
}

/** A peak is what was reached once: whatever made other runs slower is no limit of the adapter. */
async function shortest(run: () => Promise<number>): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let repeat = 0; repeat < REPEATS; repeat++) least = Math.min(least, await run());
  return least;
}

/** Storage buffers of these sizes and behind them a uniform one, for as long as `use` takes. */
async function withBuffers<T>(
  gpu: Gpu,
  sizes: readonly number[],
  words: ArrayBuffer,
  use: (buffers: readonly GPUBuffer[], params: GPUBuffer) => Promise<T>,
): Promise<T> {
  const { device } = gpu;
  const { STORAGE, UNIFORM, COPY_DST } = GPUBufferUsage;
  const { value, checked } = guard(gpu, 'Measuring peaks', () => ({
    stores: sizes.map((size) => device.createBuffer({ label: 'peaks', size, usage: STORAGE })),
    params: device.createBuffer({
      label: 'peaks/params',
      size: words.byteLength,
      usage: UNIFORM | COPY_DST,
    }),
  }));
  const buffers = [...value.stores, value.params];
  try {
    await checked;
    device.queue.writeBuffer(value.params, 0, words);
    return await use(buffers, value.params);
  } finally {
    for (const buffer of buffers) buffer.destroy();
  }
}

/** Compiles a dispatch; `use` gets a function that does it so many times and gives the nanoseconds of all. */
async function withTimer<T>(
  gpu: Gpu,
  { shader, buffers, workgroups }: Dispatch,
  use: (time: (count: number) => Promise<number>) => Promise<T>,
): Promise<T> {
  const { stem, code } = shader;
  const { pipeline, layout } = await new PipelineCache(gpu.device).get({
    ...{ id: stem, shader: stem, code },
    entryPoint: entryPointOf(shader),
    bindings: bindingsOf(shader),
    overrides: { WORKGROUP },
  });
  const timer = new StepTimer(gpu.device, 1);
  const { value: bindGroup, checked } = guard(gpu, 'Measuring peaks', () =>
    gpu.device.createBindGroup({
      layout,
      entries: buffers.map((buffer, binding) => ({ binding, resource: { buffer } })),
    }),
  );
  const time = async (count: number) => {
    const [durationNs = 0] = await whileAlive(
      gpu,
      timer.run((_, pass) => {
        pass.setPipeline(pipeline);
        pass.setBindGroup(0, bindGroup);
        for (let n = 0; n < count; n++) pass.dispatchWorkgroups(...workgroups);
      }),
    );
    return durationNs;
  };
  try {
    await checked;
    return await use(time);
  } finally {
    timer.destroy();
  }
}
