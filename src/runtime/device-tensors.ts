// Runs whose inputs or outputs are the user's GPU buffers: two small shaders stand between those and the layout that the
// network computes in. Loaded only when a run has one.
// Of the core it imports types alone, which leaves that in one piece.
import { GPUFailureError, TensorError } from '../errors';
import { type Gpu, whileAlive } from '../gpu/device';
import type { Executor, ReadRequest } from '../gpu/executor';
import type { CompiledPipeline, PipelineCache } from '../gpu/pipeline-cache';
import type { Graph } from '../graph/graph';
import { foldGrid } from '../kernels/kernel';
import { encodeParams } from '../kernels/params';
import { bindingsOf, entryPointOf, linkShader } from '../kernels/shader';
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

/** The buffers among the inputs of a run, by name. */
type InputBuffers = readonly (readonly [name: string, buffer: GPUBuffer])[];

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
  /** Of the user's tensor. */
  readonly shape: Shape;
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
    buffers: InputBuffers,
    requests: readonly ReadRequest[],
    write: () => void,
  ): Promise<ArrayBuffer[]> {
    const crossings = await this.#crossingsOf(buffers);
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
    buffers: InputBuffers,
    names: readonly string[],
    into: Readonly<Record<string, GPUBuffer>>,
    write: () => void,
  ): Promise<Record<string, BufferTensor>> {
    const stray = Object.keys(into).find((name) => !names.includes(name));
    if (stray !== undefined)
      throw new TensorError(`A buffer was given for "${stray}", which is not among the outputs.`);
    const crossings = await this.#crossingsOf(buffers);
    const passages = await Promise.all(names.map((name) => this.#passage(name, 'output')));
    for (const passage of passages) {
      const buffer = into[passage.name];
      if (buffer) checkBuffer(passage, buffer);
    }
    const own: GPUBuffer[] = [];
    const results = passages.map((passage) => {
      const buffer = into[passage.name] ?? this.#createOutput(passage, own);
      return { passage, buffer };
    });
    const start = (pass: GPUComputePassEncoder) => {
      write();
      this.#encode(pass, crossings);
    };
    try {
      await this.#explained([...crossings, ...results], () =>
        this.#executor.runToDevice(names, start, (pass) => this.#encode(pass, results)),
      );
    } catch (error) {
      for (const buffer of own) buffer.destroy();
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

  /** A new buffer for an output, also put among `own`. Out of memory it is invalid, which the run finds. */
  #createOutput({ name, byteLength }: Passage, own: GPUBuffer[]): GPUBuffer {
    const { STORAGE, COPY_SRC, COPY_DST } = GPUBufferUsage;
    const buffer = this.#gpu.device.createBuffer({
      label: `${this.#graph.name}/${name}`,
      size: byteLength,
      usage: STORAGE | COPY_SRC | COPY_DST,
    });
    own.push(buffer);
    return buffer;
  }

  #passage(name: string, direction: Passage['direction']): Promise<Passage> {
    const key = `${direction} ${name}`;
    const made = this.#passages.get(key) ?? this.#createPassage(name, direction);
    this.#passages.set(key, made);
    return made;
  }

  async #createPassage(name: string, direction: Passage['direction']): Promise<Passage> {
    const isInput = direction === 'input';
    const port = isInput ? this.#executor.input(name) : this.#executor.output(name);
    const shader = isInput ? packTensor : unpackTensor;
    const { precision } = this.#executor.plan;
    const compiling = this.#pipelines.get({
      id: `${shader.stem}__${precision}_wg${WORKGROUP}`,
      shader: shader.stem,
      entryPoint: entryPointOf(shader),
      bindings: bindingsOf(shader),
      overrides: { WG: WORKGROUP },
      code: linkShader(shader, { types: precision }),
    });
    const compiled = await whileAlive(this.#gpu, compiling);
    const { pixels, words } = port.span;
    const count = product(port.shape);
    const groups = ceilDiv(isInput ? pixels * words : count, WORKGROUP);
    return {
      name,
      direction,
      shape: externalShape(port.shape, this.#graph.axisOrder),
      byteLength: BYTES_PER_ELEMENT * count,
      compiled,
      params: this.#executor.createParams(`${direction} ${name}`, paramsOf(port, this.#graph)),
      workgroups: foldGrid(groups),
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

/** The Params of both shaders: whole numbers, where the table says. */
function paramsOf({ shape, span }: Port, { axisOrder }: Graph): Uint32Array {
  const [, h = 1, w = 1] = shape;
  const params = encodeParams(packTensor, {
    pixels: span.pixels,
    words: span.words,
    channels: channelsOf(shape),
    first: span.first,
    plane: axisOrder === 'nchw' && shape.length === 4 ? h * w : 1,
  });
  return new Uint32Array(params);
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
