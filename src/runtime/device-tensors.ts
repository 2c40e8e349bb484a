// Runs whose inputs or outputs are the user's GPU buffers: a program of one dispatch stands between each of those and the layout
// that the network computes in. Loaded only when a run has one.
import { GPUFailureError, TensorError } from '../errors';
import { type Gpu, whileAlive } from '../gpu/device';
import type { Executor, ReadRequest } from '../gpu/executor';
import { guard } from '../gpu/guard';
import { Installed } from '../gpu/installed';
import type { PipelineCache } from '../gpu/pipeline-cache';
import { type Encode, submit } from '../gpu/submit';
import type { Graph } from '../graph/graph';
import { inputProgram, NETWORKS, outputProgram, USERS } from '../plan/tensor-program';
import { externalShape } from '../tensor/layout';
import { BYTES_PER_ELEMENT, type Shape } from '../tensor/tensor';
import { product } from '../util/math';
import { own } from '../util/own';
import type { BufferTensor } from './call';
import type { DeviceContext } from './device-context';

/** The buffers among the inputs of a run, by name. */
type InputBuffers = readonly (readonly [name: string, buffer: GPUBuffer])[];

/** One tensor on its way between a user's buffer and a slot: what is the same in every run. */
interface Passage {
  readonly name: string;
  readonly direction: 'input' | 'output';
  /** Of the user's tensor. */
  readonly shape: Shape;
  /** What the user's buffer has to hold. */
  readonly byteLength: number;
  readonly installed: Installed;
}

/** A passage with the buffer of one run. */
interface Crossing {
  readonly passage: Passage;
  readonly buffer: GPUBuffer;
}

/** A model on a device. */
interface TensorSubject {
  readonly backend: DeviceContext;
  readonly graph: Graph;
  readonly executor: Executor;
}

/** By executor: after a lost device a model has another one. */
const known = new WeakMap<Executor, DeviceTensors>();

/** The passages of a model on a device; each is made when it is first used, and ends with the executor. */
export class DeviceTensors {
  readonly #gpu: Gpu;
  readonly #pipelines: PipelineCache;
  readonly #graph: Graph;
  readonly #executor: Executor;
  readonly #passages = new Map<string, Promise<Passage>>();

  private constructor({ backend: { gpu, pipelines }, graph, executor }: TensorSubject) {
    this.#gpu = gpu;
    this.#pipelines = pipelines;
    this.#graph = graph;
    this.#executor = executor;
  }

  /** Those of a model. */
  static of(placed: TensorSubject): DeviceTensors {
    const tensors = known.get(placed.executor) ?? new DeviceTensors(placed);
    known.set(placed.executor, tensors);
    return tensors;
  }

  /**
   * One run with GPU buffers among its inputs, whose outputs are read back: the bytes of each, as the executor has them.
   * @param prepare queues or encodes the inputs that are no buffers
   * @throws as `LoadedModel.run` does.
   */
  async runAndRead(
    buffers: InputBuffers,
    requests: readonly ReadRequest[],
    prepare: Encode,
    signal?: AbortSignal,
  ): Promise<ArrayBuffer[]> {
    const crossings = await this.#crossingsOf(buffers);
    return this.#explained(crossings, () =>
      this.#executor.run(
        requests,
        (pass) => {
          prepare(pass);
          this.#encode(pass, crossings);
        },
        signal,
      ),
    );
  }

  /**
   * One run that leaves its outputs in GPU buffers: one submit, nothing read back.
   * @param prepare queues or encodes the inputs that are no buffers
   * @throws as `LoadedModel.run` does.
   */
  async runToBuffers(
    buffers: InputBuffers,
    names: readonly string[],
    into: Readonly<Record<string, GPUBuffer>>,
    prepare: Encode,
    signal?: AbortSignal,
  ): Promise<Record<string, BufferTensor>> {
    const stray = Object.keys(into).find((name) => !names.includes(name));
    if (stray !== undefined)
      throw new TensorError(`A buffer was given for "${stray}", which is not among the outputs.`);
    const crossings = await this.#crossingsOf(buffers);
    const passages = await Promise.all(names.map((name) => this.#passage(name, 'output')));
    for (const passage of passages) {
      const buffer = own(into, passage.name);
      if (buffer) checkBuffer(passage, buffer);
    }
    const made: GPUBuffer[] = [];
    const results = passages.map((passage) => {
      const buffer = own(into, passage.name) ?? this.#createOutput(passage, made);
      return { passage, buffer };
    });
    const start = (pass: GPUComputePassEncoder) => {
      prepare(pass);
      this.#encode(pass, crossings);
    };
    try {
      await this.#explained([...crossings, ...results], () =>
        this.#executor.runToDevice(names, start, (pass) => this.#encode(pass, results), signal),
      );
    } catch (error) {
      for (const buffer of made) buffer.destroy();
      throw error;
    }
    return Object.fromEntries(
      results.map(({ passage: { name, shape }, buffer }) => [name, { shape, buffer }]),
    );
  }

  /** Checks buffers for inputs, and compiles what they need. */
  #crossingsOf(buffers: InputBuffers): Promise<Crossing[]> {
    return Promise.all(
      buffers.map(async ([name, buffer]) => {
        const passage = await this.#passage(name, 'input');
        checkBuffer(passage, buffer);
        return { passage, buffer };
      }),
    );
  }

  #encode(pass: GPUComputePassEncoder, crossings: readonly Crossing[]): void {
    for (const { passage, buffer } of crossings) {
      passage.installed.encode(pass, { [USERS]: buffer });
    }
  }

  /** A new buffer for an output, also put among `made`. Out of memory it is invalid, which the run finds. */
  #createOutput({ name, byteLength }: Passage, made: GPUBuffer[]): GPUBuffer {
    const { STORAGE, COPY_SRC, COPY_DST } = GPUBufferUsage;
    const buffer = this.#gpu.device.createBuffer({
      label: `${this.#graph.name}/${name}`,
      size: byteLength,
      usage: STORAGE | COPY_SRC | COPY_DST,
    });
    made.push(buffer);
    return buffer;
  }

  #passage(name: string, direction: Passage['direction']): Promise<Passage> {
    const key = `${direction} ${name}`;
    const made = this.#passages.get(key) ?? this.#createPassage(name, direction);
    this.#passages.set(key, made);
    return made;
  }

  async #createPassage(name: string, direction: Passage['direction']): Promise<Passage> {
    const executor = this.#executor;
    const isInput = direction === 'input';
    const port = isInput ? executor.input(name) : executor.output(name);
    const slot = isInput ? executor.inputBuffer(name) : executor.outputBuffer(name);
    const program = (isInput ? inputProgram : outputProgram)(executor.plan, this.#graph, port);
    const compiled = await whileAlive(this.#gpu, this.#pipelines.getAll(program.pipelines));
    const { value: installed, checked } = guard(this.#gpu, `Setting up ${program.name}`, () => {
      const outside = { [NETWORKS]: slot };
      return new Installed(this.#gpu.device, program, compiled, { outside });
    });
    executor.adopt(installed);
    await whileAlive(this.#gpu, checked);
    const shape = externalShape(port.shape, this.#graph.axisOrder);
    return { name, direction, shape, byteLength: BYTES_PER_ELEMENT * product(shape), installed };
  }

  /** What WebGPU refuses is tried buffer by buffer, so that the error names the one that is at fault. */
  async #explained<T>(crossings: readonly Crossing[], run: () => Promise<T>): Promise<T> {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof GPUFailureError)) throw error;
      for (const crossing of crossings) {
        const refusal = await this.#refusalOf(crossing);
        if (!refusal) continue;
        const { name, direction } = crossing.passage;
        throw new TensorError(
          `The buffer for ${direction} "${name}" cannot be used: it was destroyed, or is not of runtime.device. ` +
            refusal,
        );
      }
      throw error;
    }
  }

  /** WebGPU's complaint about this buffer alone. What the dispatch writes is an input, which the next run fills, or is lost. */
  async #refusalOf(crossing: Crossing): Promise<string | null> {
    const { name } = crossing.passage;
    try {
      await submit(this.#gpu, `A buffer for "${name}"`, {
        label: `check of ${name}`,
        encode: [(pass) => this.#encode(pass, [crossing])],
      });
      return null;
    } catch (error) {
      if (error instanceof GPUFailureError) return error.message;
      throw error;
    }
  }
}

/** What can be seen of a buffer without asking the GPU. @throws TensorError */
function checkBuffer({ name, direction, byteLength }: Passage, buffer: GPUBuffer): void {
  const refuse = (reason: string) => {
    throw new TensorError(`The buffer for ${direction} "${name}" ${reason}`);
  };
  if (buffer.size < byteLength) {
    refuse(`has ${buffer.size} bytes; the tensor takes ${byteLength}: tightly packed float32.`);
  }
  if ((buffer.usage & GPUBufferUsage.STORAGE) === 0) {
    refuse('lacks the usage flag GPUBufferUsage.STORAGE.');
  }
  if (buffer.mapState !== 'unmapped') {
    refuse(`is mapped (mapState "${buffer.mapState}"); unmap it first.`);
  }
}
