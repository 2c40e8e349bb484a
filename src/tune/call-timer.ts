// Times single calls on a device, one variant at a time.
import { type Gpu, whileAlive } from '../gpu/device';
import { Executor } from '../gpu/executor';
import type { PipelineCache } from '../gpu/pipeline-cache';
import { strike } from '../gpu/refused-variants';
import type { Call } from '../kernels/kernel';
import { planCall } from '../plan/plan-call';
import type { Selection } from '../plan/select-kernel';
import type { Target } from '../plan/target';

/** Dispatches that are timed together where there are no timestamps, so that the way there and back weighs little. */
const REPEATS = 8;

/** One call's variants on a device, each compiled and given buffers when it is first timed. */
export class CallTimer {
  readonly #gpu: Gpu;
  readonly call: Call;
  readonly #target: Target;
  readonly #pipelines: PipelineCache;
  readonly #executors = new Map<Selection, Executor>();

  constructor(gpu: Gpu, pipelines: PipelineCache, call: Call, target: Target) {
    this.#gpu = gpu;
    this.call = call;
    this.#target = target;
    this.#pipelines = pipelines;
  }

  /**
   * Milliseconds of one dispatch, on inputs of zeros; infinite where the device's compiler refuses the variant.
   * @throws LimitError, GPUFailureError when the device refuses anything else; DeviceLostError.
   */
  async time(selection: Selection): Promise<number> {
    try {
      return await this.#time(selection);
    } catch (error) {
      if (!strike(this.#target, error)) throw error;
      return Number.POSITIVE_INFINITY;
    }
  }

  async #time(selection: Selection): Promise<number> {
    let executor = this.#executors.get(selection);
    if (!executor) {
      const plan = planCall(this.call, selection, this.#target);
      executor = await Executor.create(this.#gpu, plan, this.#pipelines);
      this.#executors.set(selection, executor);
      await executor.run([]); // compilers that finish at the first use do so now
    }
    return this.#gpu.device.features.has('timestamp-query')
      ? ((await executor.timeSteps())[0] ?? 0) / 1e6
      : this.#timeByClock(executor);
  }

  async #timeByClock(executor: Executor): Promise<number> {
    const start = performance.now();
    await whileAlive(
      this.#gpu,
      Promise.all(Array.from({ length: REPEATS }, () => executor.run([]))),
    );
    return (performance.now() - start) / REPEATS;
  }

  /** Frees a variant's buffers. */
  drop(selection: Selection): void {
    this.#executors.get(selection)?.destroy();
    this.#executors.delete(selection);
  }
}
