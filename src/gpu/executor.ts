// Runs a plan on a device: one compute pass and one submit a run, and only what was asked for is read back.
import { TensorError } from '../errors';
import { elementBytes, type Plan, type Port, stepsFor } from '../plan/plan';
import { roundUp } from '../util/math';
import { type ConstantBuffers, fillConstants, inOrder, type LentBuffers, letGo } from './constants';
import { type Gpu, whileAlive } from './device';
import { guard } from './guard';
import { Installed } from './installed';
import { checkPlanLimits } from './limits';
import type { CompileProgress, PipelineCache } from './pipeline-cache';
import { ReadbackPool } from './readback';
import { type Encode, type Submission, submit } from './submit';

/** What to read back: all of an output or its first bytes, or an input as the run found it. Numbers have four bytes each. */
export type ReadRequest =
  | { readonly output: string; readonly byteLength?: number }
  | { readonly input: string };

/** Numbers to halves and back; loaded for plans that have them. */
type Halves = Pick<typeof import('../tensor/half'), 'halvesOf' | 'numbersOf'>;

/** Long runs in turns; loaded for plans that have them. */
type Turning = typeof import('./in-turns').InTurns;

/** How an executor is made. */
export interface ExecutorOptions {
  /**
   * Lends what both have of constants, packed alike; either may end first. It is on the same device, of the same precision, and the
   * borrower's plan decodes nothing there: what only that has is packed.
   */
  readonly lender?: { readonly constants: LentBuffers };
  readonly signal?: AbortSignal | undefined;
  readonly onCompiling?: ((progress: CompileProgress) => void) | undefined;
}

/** Bind groups that are made in one go: few milliseconds of them. */
const BOUND_AT_ONCE = 256;

/** A plan with its buffers on a device. */
export class Executor {
  readonly plan: Plan;
  readonly #gpu: Gpu;
  readonly #installed: Installed;
  /** The buffers of weights, for those who borrow them; none once it is destroyed. */
  readonly constants: ConstantBuffers;
  readonly #readback: ReadbackPool;
  readonly #halves: Halves | null;
  readonly #inTurns: InstanceType<Turning> | null;
  /** What ends with it. */
  readonly #parts = new Set<{ destroy(): void }>();
  #isDestroyed = false;

  private constructor(
    gpu: Gpu,
    plan: Plan,
    installed: Installed,
    constants: ConstantBuffers,
    halves: Halves | null,
    Turning: Turning | null,
  ) {
    this.plan = plan;
    this.#gpu = gpu;
    this.#installed = installed;
    this.constants = constants;
    this.#readback = new ReadbackPool(gpu.device);
    this.#halves = halves;
    this.#inTurns = Turning && new Turning(() => this.#refuseDestroyed());
  }

  /**
   * Compiles all pipelines at once and uploads all weights, but for a lender's.
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
    const program = plan.turns?.program ?? plan;
    const compiling = pipelines.getAll(program.pipelines, onCompiling);
    compiling.catch(() => undefined); // thrown below, behind what the upload throws
    const halves = plan.precision === 'f16' ? await import('../tensor/half') : null;
    const Turning = plan.turns ? (await import('./in-turns')).InTurns : null;
    const constants = await fillConstants(gpu, plan, compiling, lender?.constants, signal);
    let executor: Executor | null = null;
    try {
      const compiled = await whileAlive(gpu, compiling);
      for (let bound = 0; !executor || bound < program.steps.length; bound += BOUND_AT_ONCE) {
        const { value, checked } = guard(gpu, `Setting up "${plan.name}"`, () => {
          const made =
            executor ??
            new Executor(
              gpu,
              plan,
              new Installed(gpu.device, program, compiled, {
                constants: inOrder(plan, constants),
              }),
              constants,
              halves,
              Turning,
            );
          made.#installed.bind(bound, bound + BOUND_AT_ONCE);
          return made;
        });
        executor = value;
        // The page has its turn meanwhile.
        await whileAlive(gpu, checked);
      }
      return executor;
    } catch (error) {
      if (executor) executor.destroy();
      else letGo(constants);
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
    return this.#installed.slot(this.input(name).slot);
  }

  /** The buffer that an output lies in, somewhere in its pixels. @throws TensorError */
  outputBuffer(name: string): GPUBuffer {
    return this.#installed.slot(this.output(name).slot);
  }

  /** Queues new contents for an input, NHWC4. @throws TensorError */
  writeInput(name: string, data: Float32Array<ArrayBuffer>): void {
    const numbers = this.#halves?.halvesOf(data) ?? data;
    this.#gpu.device.queue.writeBuffer(this.inputBuffer(name), 0, numbers);
  }

  /**
   * One inference. `prepare` may queue uploads and encode dispatches that fill the inputs, in front of the steps.
   * Runs may overlap: the queue keeps their order, and each reads from a staging buffer of its own. All that comes
   * before the first wait, so everything up to the submit (of a plan with turns, the first), happens before this returns.
   * @returns the bytes of each request, in order.
   * @throws GPUFailureError when WebGPU refuses a command; DeviceLostError; TensorError for an unknown output; the
   * signal's reason where turns are left.
   */
  async run(
    requests: readonly ReadRequest[],
    prepare: Encode = () => undefined,
    signal?: AbortSignal,
  ): Promise<ArrayBuffer[]> {
    const encode = [prepare, ...this.#steps(requests)];
    return this.#read(`Running "${this.plan.name}"`, requests, encode, signal);
  }

  /**
   * One inference whose outputs stay on the device. `finish` encodes, behind the steps, what takes them from where they
   * lie: the next run writes over them.
   * @throws as `run` does.
   */
  async runToDevice(
    outputs: readonly string[],
    prepare: Encode,
    finish: Encode,
    signal?: AbortSignal,
  ): Promise<void> {
    this.#refuseDestroyed();
    const { name: label } = this.plan;
    const steps = this.#steps(outputs.map((output) => ({ output })));
    const encode = [prepare, ...steps, finish];
    await this.#submit(`Running "${label}"`, { label, encode, signal });
  }

  /**
   * Reads back what the last run left, without another one. Where values share slots, only the graph's inputs and
   * outputs outlast a run.
   * @throws as `run` does.
   */
  async read(requests: readonly ReadRequest[]): Promise<ArrayBuffer[]> {
    return this.#read(`Reading values of "${this.plan.name}"`, requests, []);
  }

  async #read(
    what: string,
    requests: readonly ReadRequest[],
    encode: readonly Encode[],
    signal?: AbortSignal,
  ): Promise<ArrayBuffer[]> {
    this.#refuseDestroyed();
    const reads = requests.map((request) => this.#rangeOf(request));
    const submission = { label: this.plan.name, encode, reads, readback: this.#readback, signal };
    const results = await this.#submit(what, submission);
    return results.map((bytes, index) =>
      reads[index]?.isHalf && this.#halves
        ? this.#halves.numbersOf(new Uint16Array(bytes)).buffer
        : bytes,
    );
  }

  /**
   * Times every step of one inference, on the inputs as they are.
   * @returns nanoseconds per step.
   * @throws UnsupportedError when the device has no timestamps; GPUFailureError; DeviceLostError.
   */
  async timeSteps(): Promise<number[]> {
    const { timeSteps } = await import('./step-timer');
    this.#refuseDestroyed();
    this.#inTurns?.hurry();
    return timeSteps(this.#gpu, this.plan, (step, pass) =>
      this.#installed.encode(pass, {}, this.#start(step), this.#start(step + 1)),
    );
  }

  /** Has something end with the executor, what others installed beside its steps; gives what lets it go again. */
  adopt(part: { destroy(): void }): () => void {
    if (this.#isDestroyed) part.destroy();
    else this.#parts.add(part);
    return () => this.#parts.delete(part);
  }

  /** Frees all buffers. Runs under way fail. */
  destroy(): void {
    this.#isDestroyed = true;
    for (const part of [this.#installed, this.#readback, ...this.#parts]) part.destroy();
    letGo(this.constants);
  }

  #refuseDestroyed(): void {
    if (this.#isDestroyed)
      throw new TensorError(`Model "${this.plan.name}" was disposed; load it again.`);
  }

  /**
   * Encode the steps that the requested outputs need, turn by turn. A ranking that nobody reads is not computed, and an input
   * needs no step. Without requests all steps are encoded.
   */
  #steps(requests: readonly ReadRequest[]): Encode[] {
    const { plan } = this;
    const asked = requests.flatMap((request) =>
      'output' in request ? [this.output(request.output).slot] : [],
    );
    const end = this.#start(
      requests.length === 0 ? plan.steps.length : stepsFor(plan, new Set(asked)),
    );
    const cuts = (plan.turns?.cuts ?? []).filter((cut) => cut < end);
    return [...cuts, end].map(
      (until, turn) => (pass) => this.#installed.encode(pass, {}, cuts[turn - 1], until),
    );
  }

  /** Where a step of the plan begins in what is installed. */
  #start(step: number): number {
    return this.plan.turns?.starts[step] ?? step;
  }

  #submit(what: string, submission: Submission): Promise<ArrayBuffer[]> {
    return this.#inTurns
      ? this.#inTurns.submit(this.#gpu, what, submission)
      : submit(this.#gpu, what, submission);
  }

  #rangeOf(request: ReadRequest) {
    const isInput = 'input' in request;
    const port = isInput ? this.input(request.input) : this.output(request.output);
    const element = elementBytes(this.plan, port);
    const whole = 4 * element * port.span.pixels * port.span.words;
    const wanted = isInput ? whole : ((request.byteLength ?? Infinity) / 4) * element;
    return {
      buffer: this.#installed.slot(port.slot),
      // Copies are of four bytes, which are two halves.
      byteLength: Math.min(roundUp(wanted, 4), whole),
      isHalf: element === 2,
    };
  }
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
