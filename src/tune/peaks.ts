// What an adapter can do at most: arithmetic, and memory traffic. Loaded only by those who ask.
import { type Gpu, whileAlive } from '../gpu/device';
import { guard } from '../gpu/guard';
import { Installed } from '../gpu/installed';
import { PipelineCache } from '../gpu/pipeline-cache';
import { StepTimer } from '../gpu/step-timer';
import { encodeParams } from '../kernels/params';
import type { Shader } from '../kernels/shader';
import { ParamsCollector, type Program, pipelineOf } from '../plan/program';
import { copy, fusedMultiplyAdd } from './peak-shaders.gen';

/** The most that an adapter was seen to do. */
export interface AdapterPeaks {
  /** Multiplications and additions per second, two for each multiply-add. */
  readonly flopsPerSecond: number;
  /** Bytes read and written per second, between buffers larger than most caches. */
  readonly bytesPerSecond: number;
}

const WORKGROUP = 64;
const REPEATS = 7;
/**
 * Few enough invocations and a long enough loop that what starting them costs does not count: on a software adapter,
 * half the peak is lost to it where each has only some thousand FLOP.
 */
const LONG_ENOUGH_NS = 100e6;
const FMA_WORKGROUPS = 1024;
/** Of fused-multiply-add.wgsl: two for each lane of its vectors. */
export const FLOPS_PER_ROUND = 1024;
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
  const programOf = (rounds: number) => {
    const params = encodeParams(fusedMultiplyAdd, { factor: 0.999, addend: 0.001, rounds });
    return peakProgram(fusedMultiplyAdd, [16 * invocations], params, [FMA_WORKGROUPS, 1, 1]);
  };
  const once = () => withTimer(gpu, programOf(rounds), (time) => time(1));
  let rounds = 1;
  while (rounds < MOST_ROUNDS && (await once()) < LONG_ENOUGH_NS) rounds *= 2;
  const least = await withTimer(gpu, programOf(rounds), (time) => shortest(() => time(1)));
  return (invocations * rounds * FLOPS_PER_ROUND * 1e9) / least;
}

function measureTraffic(gpu: Gpu): Promise<number> {
  const count = COPY_BYTES / 16;
  const row = ROW_WORKGROUPS * WORKGROUP;
  const params = encodeParams(copy, { words: count, words_per_row: row });
  const grid = [ROW_WORKGROUPS, Math.ceil(count / row), 1] as const;
  const program = peakProgram(copy, [COPY_BYTES, COPY_BYTES], params, grid);
  return withTimer(gpu, program, async (time) => {
    let copies = 1;
    while (copies < MOST_COPIES && (await time(copies)) < RESOLVABLE_NS) copies *= 2;
    return (2 * copies * COPY_BYTES * 1e9) / (await shortest(() => time(copies)));
  });
}

/** One dispatch on buffers of these sizes. */
function peakProgram(
  shader: Shader,
  sizes: readonly number[],
  numbers: ArrayBuffer,
  workgroups: readonly [number, number, number],
): Program {
  const { stem: id, code } = shader;
  const params = new ParamsCollector();
  const slots = sizes.map((byteLength) => ({ byteLength }));
  const resources = [
    ...slots.map((_, slot) => ({ kind: 'slot', slot }) as const),
    params.add(numbers),
  ];
  return {
    name: 'peaks',
    pipelines: [pipelineOf(shader, { id, code, overrides: { WG: WORKGROUP } })],
    slots,
    constants: [],
    params: params.join(),
    steps: [{ node: id, pipeline: 0, resources, workgroups }],
  };
}

/** A peak is what was reached once: whatever made other runs slower is no limit of the adapter. */
async function shortest(run: () => Promise<number>): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let repeat = 0; repeat < REPEATS; repeat++) least = Math.min(least, await run());
  return least;
}

/** Installs a program; `use` gets a function that runs it so many times and gives the nanoseconds of all. */
async function withTimer<T>(
  gpu: Gpu,
  program: Program,
  use: (time: (count: number) => Promise<number>) => Promise<T>,
): Promise<T> {
  const compiled = await new PipelineCache(gpu.device).getAll(program.pipelines);
  const timer = new StepTimer(gpu.device, 1);
  const { value: installed, checked } = guard(
    gpu,
    'Measuring peaks',
    () => new Installed(gpu.device, program, compiled),
  );
  const time = async (count: number) => {
    const [durationNs = 0] = await whileAlive(
      gpu,
      timer.run((_, pass) => {
        for (let n = 0; n < count; n++) installed.encode(pass);
      }),
    );
    return durationNs;
  };
  try {
    await checked;
    return await use(time);
  } finally {
    installed.destroy();
    timer.destroy();
  }
}
