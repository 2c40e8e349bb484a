// Times single dispatches with timestamp queries: every step in a compute pass of its own.
import { UnsupportedError } from '../errors';
import type { Program } from '../plan/program';
import { type Gpu, whileAlive } from './device';
import { guard } from './guard';

/** The feature that a device needs for it. */
const FEATURE = 'timestamp-query';
const BYTES_PER_TIMESTAMP = 8;

/**
 * Times every step of one run of a program.
 * @returns nanoseconds per step
 * @throws UnsupportedError when the device has no timestamps; GPUFailureError; DeviceLostError
 */
export async function timeSteps(
  gpu: Gpu,
  { name, steps }: Program,
  encodeStep: EncodeStep,
): Promise<number[]> {
  const timer = new StepTimer(gpu.device, steps.length);
  try {
    const { value, checked } = guard(gpu, `Timing "${name}"`, () => timer.run(encodeStep));
    const [times] = await whileAlive(gpu, Promise.all([value, checked]));
    return times;
  } finally {
    timer.destroy();
  }
}

type EncodeStep = (step: number, pass: GPUComputePassEncoder) => void;

/** Begin and end timestamps of the passes of one run. */
export class StepTimer {
  readonly #device: GPUDevice;
  readonly #steps: number;
  readonly #queries: GPUQuerySet;
  readonly #resolved: GPUBuffer;
  readonly #staging: GPUBuffer;

  /** @throws UnsupportedError when the device has no timestamps. */
  constructor(device: GPUDevice, steps: number) {
    if (!device.features.has(FEATURE)) {
      throw new UnsupportedError(
        `This device has no "${FEATURE}", so that single layers cannot be timed: the adapter lacks it, or the ` +
          'device was created without it.',
      );
    }
    this.#device = device;
    this.#steps = steps;
    const size = 2 * steps * BYTES_PER_TIMESTAMP;
    this.#queries = device.createQuerySet({ label: 'steps', type: 'timestamp', count: 2 * steps });
    this.#resolved = device.createBuffer({
      label: 'timestamps',
      size,
      usage: GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC,
    });
    this.#staging = device.createBuffer({
      label: 'timestamps/readback',
      size,
      usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
    });
  }

  /** Encodes step after step, each in a pass of its own, submits, and waits. @returns nanoseconds of each step. */
  async run(encodeStep: EncodeStep): Promise<number[]> {
    const encoder = this.#device.createCommandEncoder({ label: 'profile' });
    for (let step = 0; step < this.#steps; step++) {
      const pass = encoder.beginComputePass({
        timestampWrites: {
          querySet: this.#queries,
          beginningOfPassWriteIndex: 2 * step,
          endOfPassWriteIndex: 2 * step + 1,
        },
      });
      encodeStep(step, pass);
      pass.end();
    }
    encoder.resolveQuerySet(this.#queries, 0, 2 * this.#steps, this.#resolved, 0);
    encoder.copyBufferToBuffer(this.#resolved, 0, this.#staging, 0, this.#resolved.size);
    this.#device.queue.submit([encoder.finish()]);
    await this.#staging.mapAsync(GPUMapMode.READ);
    const stamps = new BigUint64Array(this.#staging.getMappedRange().slice(0));
    this.#staging.unmap();
    return Array.from({ length: this.#steps }, (_, step) =>
      Number((stamps[2 * step + 1] ?? 0n) - (stamps[2 * step] ?? 0n)),
    );
  }

  /** Frees queries and buffers. */
  destroy(): void {
    this.#queries.destroy();
    this.#resolved.destroy();
    this.#staging.destroy();
  }
}
