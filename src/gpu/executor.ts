// Executes a plan on a device: buffers, bind groups and pipelines are made once; a run encodes one compute pass,
// submits once, and reads back only what was asked for.
import { TensorError } from '../errors';
import { elementBytes, type Plan, type Port, type Resource } from '../plan/plan';
import { roundUp } from '../util/math';
import { filledBuffer } from './buffers';
import { fillConstants } from './constants';
import { type Gpu, whileAlive } from './device';
import { guard } from './guard';
import { checkPlanLimits } from './limits';
import type { CompiledPipeline, PipelineCache } from './pipeline-cache';
import { ReadbackPool } from './readback';

/** What to read back: all of an output or its first bytes, or an input as the run found it. Numbers have four bytes each. */
export type ReadRequest =
  | { readonly output: string; readonly byteLength?: number }
  | { readonly input: string };

/** Numbers to halves and back; loaded for plans that have them. */
type Halves = Pick<typeof import('../tensor/half'), 'halvesOf' | 'numbersOf'>;

/** How far compiling is: distinct pipelines, those compiled before among them. */
export interface CompileProgress {
  readonly compiled: number;
  readonly total: number;
}

/** How an executor is made. */
export interface ExecutorOptions {
  /** Of a plan with the same constants, which it lends; it has to outlive the borrower. */
  readonly lender?: Executor;
  readonly signal?: AbortSignal | undefined;
  readonly onCompiling?: ((progress: CompileProgress) => void) | undefined;
}

interface Dispatch {
  readonly pipeline: GPUComputePipeline;
  readonly bindGroup: GPUBindGroup;
  readonly workgroups: readonly [number, number, number];
}

/** A plan with its buffers on a device. */
export class Executor {
  readonly plan: Plan;
  readonly #gpu: Gpu;
  readonly #slots: readonly GPUBuffer[];
  readonly #constants: readonly GPUBuffer[];
  readonly #ownsConstants: boolean;
  readonly #params: GPUBuffer;
  readonly #dispatches: readonly Dispatch[];
  readonly #readback: ReadbackPool;
  readonly #halves: Halves | null;
  readonly #extraParams: GPUBuffer[] = [];
  #destroyed = false;

  private constructor(
    gpu: Gpu,
    plan: Plan,
    compiled: readonly CompiledPipeline[],
    constants: readonly GPUBuffer[],
    ownsConstants: boolean,
    halves: Halves | null,
  ) {
    const { device } = gpu;
    this.#gpu = gpu;
    this.#halves = halves;
    this.plan = plan;
    this.#slots = plan.slots.map(({ byteLength }, index) =>
      device.createBuffer({
        label: `${plan.graph}/slot${index}`,
        size: byteLength,
        usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
      }),
    );
    this.#constants = constants;
    this.#ownsConstants = ownsConstants;
    this.#params = filledBuffer(
      device,
      `${plan.graph}/params`,
      new Uint8Array(plan.params),
      GPUBufferUsage.UNIFORM,
    );
    this.#dispatches = plan.steps.map((step) => {
      const pipeline = compiled[step.pipeline];
      if (!pipeline) throw new RangeError(`Step "${step.node}" has no pipeline.`);
      return {
        pipeline: pipeline.pipeline,
        bindGroup: device.createBindGroup({
          label: step.node,
          layout: pipeline.layout,
          entries: step.resources.map((resource, binding) => ({
            binding,
            resource: this.#binding(resource),
          })),
        }),
        workgroups: step.workgroups,
      };
    });
    this.#readback = new ReadbackPool(device);
  }

  /**
   * Compiles all pipelines at once and uploads all weights, or uses a lender's.
   * @throws LimitError when the plan needs more than the device has; GPUFailureError when WebGPU refuses something;
   * DeviceLostError; the signal's reason when it aborts while weights are packed.
   */
  static async create(
    gpu: Gpu,
    plan: Plan,
    pipelines: PipelineCache,
    { lender, signal, onCompiling }: ExecutorOptions = {},
  ): Promise<Executor> {
    checkPlanLimits(plan, gpu.device.limits);
    // Compilers work in another process: weights are packed and uploaded meanwhile.
    const compiling = compileAll(plan, pipelines, onCompiling);
    compiling.catch(() => undefined); // thrown below, behind what the upload throws
    const halves = plan.precision === 'f16' ? await import('../tensor/half') : null;
    const constants =
      lender?.constantsOf(plan) ?? (await fillConstants(gpu, plan, compiling, signal));
    const discard = () => {
      if (!lender) for (const buffer of constants) buffer.destroy();
    };
    let executor: Executor | null = null;
    try {
      const compiled = await whileAlive(gpu, compiling);
      const { value, checked } = guard(gpu, `Setting up "${plan.graph}"`, () => {
        return new Executor(gpu, plan, compiled, constants, !lender, halves);
      });
      executor = value;
      await whileAlive(gpu, checked);
      return executor;
    } catch (error) {
      if (executor) executor.destroy();
      else discard();
      throw error;
    }
  }

  /** Where an input lies. @throws TensorError */
  input(name: string): Port {
    return portNamed(this.plan.inputs, name, 'input');
  }

  /** Where an output lies. @throws TensorError */
  output(name: string): Port {
    return portNamed(this.plan.outputs, name, 'output');
  }

  /** The buffer that holds an input, NHWC4, for those who fill it on the GPU. @throws TensorError */
  inputBuffer(name: string): GPUBuffer {
    return this.#slotBuffer(this.input(name));
  }

  /** The buffer that an output lies in, somewhere in its pixels. @throws TensorError */
  outputBuffer(name: string): GPUBuffer {
    return this.#slotBuffer(this.output(name));
  }

  /** Queues new contents for an input, NHWC4. @throws TensorError */
  writeInput(name: string, data: Float32Array<ArrayBuffer>): void {
    const numbers = this.#halves?.halvesOf(data) ?? data;
    this.#gpu.device.queue.writeBuffer(this.inputBuffer(name), 0, numbers);
  }

  /**
   * One inference. `prepare` may queue uploads and encode dispatches into the same pass that fill the inputs.
   * Runs may overlap: the queue keeps their order, and each reads from a staging buffer of its own. All that comes
   * before the first wait, so everything up to the submit, happens before this returns.
   * @returns the bytes of each request, in order.
   * @throws GPUFailureError when WebGPU refuses a command; DeviceLostError; TensorError for an unknown output.
   */
  async run(
    requests: readonly ReadRequest[],
    prepare?: (pass: GPUComputePassEncoder) => void,
  ): Promise<ArrayBuffer[]> {
    return this.#readAfter(`Running "${this.plan.graph}"`, requests, (encoder) => {
      const pass = encoder.beginComputePass({ label: this.plan.graph });
      prepare?.(pass);
      this.#encode(pass, this.#stepsFor(requests));
      pass.end();
    });
  }

  /**
   * One inference whose outputs stay on the device. `finish` encodes, behind the steps and in the same pass, what takes
   * them from where they lie: the next run writes over them. The submit happens before this returns.
   * @throws as `run` does.
   */
  async runToDevice(
    outputs: readonly string[],
    prepare: (pass: GPUComputePassEncoder) => void,
    finish: (pass: GPUComputePassEncoder) => void,
  ): Promise<void> {
    this.#refuseDestroyed();
    const steps = this.#stepsFor(outputs.map((output) => ({ output })));
    const { checked } = guard(this.#gpu, `Running "${this.plan.graph}"`, () => {
      const encoder = this.#gpu.device.createCommandEncoder({ label: this.plan.graph });
      const pass = encoder.beginComputePass({ label: this.plan.graph });
      prepare(pass);
      this.#encode(pass, steps);
      finish(pass);
      pass.end();
      this.#gpu.device.queue.submit([encoder.finish()]);
    });
    await whileAlive(this.#gpu, checked);
  }

  /**
   * Reads back what the last run left, without another one. Where values share slots, only the graph's inputs and
   * outputs outlast a run.
   * @throws as `run` does.
   */
  async read(requests: readonly ReadRequest[]): Promise<ArrayBuffer[]> {
    return this.#readAfter(`Reading values of "${this.plan.graph}"`, requests, () => undefined);
  }

  async #readAfter(
    what: string,
    requests: readonly ReadRequest[],
    encode: (encoder: GPUCommandEncoder) => void,
  ): Promise<ArrayBuffer[]> {
    this.#refuseDestroyed();
    const ranges = this.#layOut(requests);
    // Nothing asked for is still a run, which is waited for; a buffer of no bytes would be an error.
    const total = Math.max(
      4,
      ranges.reduce((sum, { byteLength }) => sum + byteLength, 0),
    );
    const { value: staging, checked } = guard(this.#gpu, what, () => {
      const encoder = this.#gpu.device.createCommandEncoder({ label: this.plan.graph });
      encode(encoder);
      // Behind all that may throw, so that it comes back to the pool in any case.
      const staging = this.#readback.acquire(total);
      for (const { buffer, offset, byteLength } of ranges) {
        encoder.copyBufferToBuffer(buffer, 0, staging, offset, byteLength);
      }
      // Reading waits for what uses the buffer.
      if (ranges.length === 0) encoder.clearBuffer(staging, 0, total);
      this.#gpu.device.queue.submit([encoder.finish()]);
      return staging;
    });
    // The check and the read travel to the GPU process together; neither result counts without the other.
    const finished = Promise.all([checked, this.#readback.read(staging, total)]);
    const [, bytes] = await whileAlive(this.#gpu, finished);
    return ranges.map(({ offset, byteLength, isHalf }) => {
      const own = bytes.slice(offset, offset + byteLength);
      return isHalf && this.#halves ? this.#halves.numbersOf(new Uint16Array(own)).buffer : own;
    });
  }

  /**
   * Times every step of one inference, on the inputs as they are.
   * @returns nanoseconds per step.
   * @throws UnsupportedError when the device has no timestamps; GPUFailureError; DeviceLostError.
   */
  async timeSteps(): Promise<number[]> {
    const { StepTimer } = await import('./step-timer');
    this.#refuseDestroyed();
    const timer = new StepTimer(this.#gpu.device, this.#dispatches.length);
    try {
      const { value, checked } = guard(this.#gpu, `Timing "${this.plan.graph}"`, () =>
        timer.run((step, pass) => this.#encode(pass, this.#dispatches.slice(step, step + 1))),
      );
      const [times] = await whileAlive(this.#gpu, Promise.all([value, checked]));
      return times;
    } finally {
      timer.destroy();
    }
  }

  /** A uniform buffer for who encodes dispatches of its own beside the steps; it ends with the executor. */
  createParams(label: string, data: ArrayBufferView): GPUBuffer {
    const buffer = filledBuffer(this.#gpu.device, label, data, GPUBufferUsage.UNIFORM);
    this.#extraParams.push(buffer);
    return buffer;
  }

  /** Frees all buffers. Runs under way fail. */
  destroy(): void {
    this.#destroyed = true;
    const constants = this.#ownsConstants ? this.#constants : [];
    const own = [...this.#slots, ...constants, this.#params, ...this.#extraParams];
    for (const buffer of own) buffer.destroy();
    this.#readback.destroy();
  }

  /** The uploaded weights, for another plan that has the same. @throws RangeError when it has not */
  constantsOf(plan: Plan): readonly GPUBuffer[] {
    if (plan.constants !== this.plan.constants)
      throw new RangeError(`"${plan.graph}" has other constants than the plan that lends them.`);
    return this.#constants;
  }

  #refuseDestroyed(): void {
    if (this.#destroyed)
      throw new TensorError(`Model "${this.plan.graph}" was disposed; load it again.`);
  }

  /** The steps up to the last one that writes what is asked for: a ranking nobody reads is not computed, nor is anything for an input. */
  #stepsFor(requests: readonly ReadRequest[]): readonly Dispatch[] {
    if (requests.length === 0) return this.#dispatches;
    const asked = new Set(
      requests.flatMap((request) =>
        'output' in request ? [portNamed(this.plan.outputs, request.output, 'output').slot] : [],
      ),
    );
    const last = this.plan.steps.findLastIndex(({ resources, pipeline }) =>
      resources.some(
        (resource, binding) =>
          resource.kind === 'slot' &&
          asked.has(resource.slot) &&
          this.plan.pipelines[pipeline]?.bindings[binding] === 'storage',
      ),
    );
    return this.#dispatches.slice(0, last + 1);
  }

  #encode(pass: GPUComputePassEncoder, dispatches: readonly Dispatch[]): void {
    for (const { pipeline, bindGroup, workgroups } of dispatches) {
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, bindGroup);
      pass.dispatchWorkgroups(...workgroups);
    }
  }

  #layOut(requests: readonly ReadRequest[]) {
    let offset = 0;
    return requests.map((request) => {
      const isInput = 'input' in request;
      const port = isInput
        ? portNamed(this.plan.inputs, request.input, 'input')
        : portNamed(this.plan.outputs, request.output, 'output');
      const element = elementBytes(this.plan, port);
      const whole = 4 * element * port.span.pixels * port.span.words;
      const wanted = isInput ? whole : ((request.byteLength ?? Infinity) / 4) * element;
      const range = {
        buffer: this.#slotBuffer(port),
        offset,
        // Copies are of four bytes, which are two halves.
        byteLength: Math.min(roundUp(wanted, 4), whole),
        isHalf: element === 2,
      };
      offset += range.byteLength;
      return range;
    });
  }

  #slotBuffer({ slot, name }: Port): GPUBuffer {
    const buffer = this.#slots[slot];
    if (!buffer) throw new RangeError(`"${name}" has no slot.`);
    return buffer;
  }

  #binding(resource: Resource): GPUBufferBinding {
    if (resource.kind === 'params') {
      return { buffer: this.#params, offset: resource.offset, size: resource.byteLength };
    }
    const buffer =
      resource.kind === 'slot' ? this.#slots[resource.slot] : this.#constants[resource.constant];
    if (!buffer) throw new RangeError('A step binds a buffer that the plan does not have.');
    return { buffer };
  }
}

/** All at once. */
function compileAll(
  plan: Plan,
  pipelines: PipelineCache,
  onCompiling: ExecutorOptions['onCompiling'],
): Promise<CompiledPipeline[]> {
  const total = plan.pipelines.length;
  let compiled = 0;
  return Promise.all(
    plan.pipelines.map(async (spec) => {
      const pipeline = await pipelines.get(spec);
      onCompiling?.({ compiled: ++compiled, total });
      return pipeline;
    }),
  );
}

function portNamed(ports: readonly Port[], name: string, kind: string): Port {
  const port = ports.find((candidate) => candidate.name === name);
  if (!port) {
    throw new TensorError(
      `The model has no ${kind} "${name}"; it has ${ports.map((p) => `"${p.name}"`).join(', ')}.`,
    );
  }
  return port;
}
