// Runs whose inputs or outputs are the user's GPU buffers: two small shaders stand between those and the layout that the
// network computes in. Loaded only when a run has one.
import { GPUFailureError, TensorError } from '../errors';
import { filledBuffer, isBuffer } from '../gpu/buffers';
import { type Gpu, whileAlive } from '../gpu/device';
import { type Executor, portNamed, type ReadRequest } from '../gpu/executor';
import { guard } from '../gpu/guard';
import type { CompiledPipeline, PipelineCache } from '../gpu/pipeline-cache';
import { type Graph, valueNamed } from '../ir/graph';
import { foldGrid } from '../kernels/kernel';
import { encodeParams, linkShader } from '../kernels/shader';
import type { Port } from '../plan/plan';
import { externalShape } from '../tensor/layout';
import { BYTES_PER_ELEMENT, channelsOf, type Shape } from '../tensor/tensor';
import { ceilDiv, product } from '../util/math';
import type { Placed } from './resident';
import { packTensor, unpackTensor } from './tensor-shaders.gen';

/** An output that stayed on the GPU. */
export interface BufferTensor {
  /** In the model's own axis order, batch first. */
  readonly shape: Shape;
  /** Tightly packed float32 from offset 0 on, in `shape`'s order. It is the caller's: to keep, and to destroy. */
  readonly buffer: GPUBuffer;
}

/** Inputs of `run` by name: numbers, or buffers of the runtime's device that hold them. */
export type RunInputs = Readonly<Record<string, Float32Array<ArrayBuffer> | GPUBuffer>>;

/** Outputs that stay on the GPU. */
export interface BufferOptions {
  /** Which outputs: by default those of `into`, or all. */
  readonly outputs?: readonly string[];
  readonly as: 'buffer';
  /** The caller's own buffers for outputs, by name; the others get new ones. */
  readonly into?: Readonly<Record<string, GPUBuffer>>;
}

/** One tensor on its way between a user's buffer and a slot: what is the same in every run. */
interface Passage {
  readonly name: string;
  readonly direction: 'input' | 'output';
  /** What the user's buffer has to hold. */
  readonly byteLength: number;
  readonly compiled: CompiledPipeline;
  readonly params: GPUBuffer;
  readonly workgroups: readonly [number, number, number];
  /** One for each of the user's buffers: who alternates between some has none made per run. */
  readonly bindGroups: WeakMap<GPUBuffer, GPUBindGroup>;
}

/** A passage with the buffer of one run. */
interface Crossing {
  readonly passage: Passage;
  readonly buffer: GPUBuffer;
}

/** Invocations of a workgroup; each writes 4 or 16 bytes. */
const WORKGROUP = 64;

/** By executor: after a lost device a model has another one. */
const known = new WeakMap<Executor, DeviceTensors>();

/** The passages of a model on a device; each is made when it is first used, and ends with the executor. */
export class DeviceTensors {
  readonly #gpu: Gpu;
  readonly #pipelines: PipelineCache;
  readonly #graph: Graph;
  readonly #executor: Executor;
  readonly #passages = new Map<string, Promise<Passage>>();

  private constructor({ gpu, pipelines, graph, executor }: Placed) {
    this.#gpu = gpu;
    this.#pipelines = pipelines;
    this.#graph = graph;
    this.#executor = executor;
  }

  /** Those of a model. */
  static of(placed: Placed): DeviceTensors {
    const tensors = known.get(placed.executor) ?? new DeviceTensors(placed);
    known.set(placed.executor, tensors);
    return tensors;
  }

  /**
   * One run with GPU buffers among its inputs, whose outputs are read back: the bytes of each, as the executor has them.
   * @param write queues the inputs that are no buffers
   * @throws as `LoadedModel.run` does.
   */
  async runAndRead(
    inputs: RunInputs,
    requests: readonly ReadRequest[],
    write: () => void,
  ): Promise<ArrayBuffer[]> {
    const crossings = await this.#crossingsOf(inputs);
    return this.#explained(crossings, () =>
      this.#executor.run(requests, (pass) => {
        write();
        this.#encode(pass, crossings);
      }),
    );
  }

  /**
   * One run that leaves its outputs in GPU buffers: one submit, nothing read back.
   * @param write queues the inputs that are no buffers
   * @throws as `LoadedModel.run` does.
   */
  async runToBuffers(
    inputs: RunInputs,
    names: readonly string[],
    into: Readonly<Record<string, GPUBuffer>>,
    write: () => void,
  ): Promise<Record<string, BufferTensor>> {
    const stray = Object.keys(into).find((name) => !names.includes(name));
    if (stray !== undefined)
      throw new TensorError(`A buffer was given for "${stray}", which is not among the outputs.`);
    const crossings = await this.#crossingsOf(inputs);
    const passages = await Promise.all(names.map((name) => this.#passage(name, 'output')));
    for (const passage of passages) {
      const buffer = into[passage.name];
      if (buffer) checkBuffer(passage, buffer);
    }
    const own: GPUBuffer[] = [];
    try {
      const results = await this.#createMissing(passages, into, own);
      const start = (pass: GPUComputePassEncoder) => {
        write();
        this.#encode(pass, crossings);
      };
      await this.#explained([...crossings, ...results], () =>
        this.#executor.runToDevice(names, start, (pass) => this.#encode(pass, results)),
      );
      return this.#named(results);
    } catch (error) {
      for (const buffer of own) buffer.destroy();
      throw error;
    }
  }

  #named(results: readonly Crossing[]): Record<string, BufferTensor> {
    const { axisOrder } = this.#graph;
    return Object.fromEntries(
      results.map(({ passage: { name }, buffer }) => [
        name,
        { shape: externalShape(valueNamed(this.#graph, name).shape, axisOrder), buffer },
      ]),
    );
  }

  /** Checks the buffers among inputs, and compiles what they need. */
  #crossingsOf(inputs: RunInputs): Promise<Crossing[]> {
    const buffers = Object.entries(inputs).filter((entry): entry is [string, GPUBuffer] =>
      isBuffer(entry[1]),
    );
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
      let bindGroup = passage.bindGroups.get(buffer);
      if (!bindGroup) {
        bindGroup = this.#bindGroup(passage, buffer);
        passage.bindGroups.set(buffer, bindGroup);
      }
      pass.setPipeline(passage.compiled.pipeline);
      pass.setBindGroup(0, bindGroup);
      pass.dispatchWorkgroups(...passage.workgroups);
    }
  }

  #bindGroup({ name, direction, byteLength, compiled, params }: Passage, buffer: GPUBuffer) {
    const theirs = { buffer, size: byteLength };
    const resources =
      direction === 'input'
        ? [theirs, { buffer: this.#executor.inputBuffer(name) }, { buffer: params }]
        : [{ buffer: this.#executor.outputBuffer(name) }, theirs, { buffer: params }];
    return this.#gpu.device.createBindGroup({
      label: `${direction} ${name}`,
      layout: compiled.layout,
      entries: resources.map((resource, binding) => ({ binding, resource })),
    });
  }

  /** A buffer for every output: the caller's, or one that is also put among `own`. */
  async #createMissing(
    passages: readonly Passage[],
    into: Readonly<Record<string, GPUBuffer>>,
    own: GPUBuffer[],
  ): Promise<Crossing[]> {
    const { value, checked } = guard(this.#gpu, `Creating outputs of "${this.#graph.name}"`, () =>
      passages.map((passage) => {
        const { name, byteLength } = passage;
        const given = into[name];
        if (given) return { passage, buffer: given };
        const { STORAGE, COPY_SRC, COPY_DST } = GPUBufferUsage;
        const buffer = this.#gpu.device.createBuffer({
          label: `${this.#graph.name}/${name}`,
          size: byteLength,
          usage: STORAGE | COPY_SRC | COPY_DST,
        });
        own.push(buffer);
        return { passage, buffer };
      }),
    );
    await whileAlive(this.#gpu, checked);
    return value;
  }

  #passage(name: string, direction: Passage['direction']): Promise<Passage> {
    const key = `${direction} ${name}`;
    const made = this.#passages.get(key) ?? this.#createPassage(name, direction);
    this.#passages.set(key, made);
    return made;
  }

  async #createPassage(name: string, direction: Passage['direction']): Promise<Passage> {
    const { inputs, outputs } = this.#executor.plan;
    const port = portNamed(direction === 'input' ? inputs : outputs, name, direction);
    const shader = direction === 'input' ? packTensor : unpackTensor;
    const compiled = await whileAlive(
      this.#gpu,
      this.#pipelines.get({
        id: `${shader.stem}__f32_wg${WORKGROUP}`,
        shader: shader.stem,
        entryPoint: shader.entryPoint,
        bindings: shader.bindings.map(({ type }) => type),
        overrides: { WG: WORKGROUP },
        code: linkShader(shader, { types: 'f32' }),
      }),
    );
    const params = filledBuffer(
      this.#gpu.device,
      `${direction} ${name}`,
      new Uint8Array(encodeParams(shader, paramsOf(port, this.#graph))),
      GPUBufferUsage.UNIFORM,
    );
    this.#executor.adopt(params);
    const { pixels, words } = port.span;
    const count = product(port.shape);
    return {
      name,
      direction,
      byteLength: BYTES_PER_ELEMENT * count,
      compiled,
      params,
      workgroups: foldGrid(ceilDiv(direction === 'input' ? pixels * words : count, WORKGROUP)),
      bindGroups: new WeakMap(),
    };
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
            `WebGPU says: ${refusal}`,
        );
      }
      throw error;
    }
  }

  /** WebGPU's complaint about binding this buffer, in a dispatch of nothing. */
  async #refusalOf({ passage, buffer }: Crossing): Promise<string | null> {
    const { device } = this.#gpu;
    device.pushErrorScope('validation');
    const encoder = device.createCommandEncoder({ label: `check of ${passage.name}` });
    const pass = encoder.beginComputePass();
    pass.setPipeline(passage.compiled.pipeline);
    pass.setBindGroup(0, this.#bindGroup(passage, buffer));
    pass.dispatchWorkgroups(0);
    pass.end();
    device.queue.submit([encoder.finish()]);
    const error = await whileAlive(this.#gpu, device.popErrorScope());
    return error?.message ?? null;
  }
}

function paramsOf({ shape, span }: Port, { axisOrder }: Graph) {
  const [, h = 1, w = 1] = shape;
  return {
    pixels: span.pixels,
    words: span.words,
    channels: channelsOf(shape),
    first: span.first,
    plane: axisOrder === 'nchw' && shape.length === 4 ? h * w : 1,
  };
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
