// A model on a device: what its inputs are given is written or encoded in front of the plan's steps, in one submit a run.
import { Executor } from '../gpu/executor';
import { type Graph, valueNamed } from '../graph/graph';
import type { Picture } from '../image/picture';
import type { PictureInput } from '../image/picture-input';
import { type PlacementReport, planReport } from '../plan/report';
import { unpackPort } from '../plan/unpack-port';
import type { TensorData } from '../tensor/tensor';
import type { Backend, Batch, Feeds, Kept, Lent, ModelParts, Placed, Read, Taken } from './backend';
import type { BufferTensor } from './call';
import type { DeviceContext } from './device-context';
import {
  type SortedFeeds,
  sortedFeeds,
  type TakenPicture,
  takeNumbers,
  writeNumbers,
} from './gpu-feeds';

/** A model with its buffers on a device. */
export class GpuPlaced implements Placed {
  readonly backend: Backend & DeviceContext;
  readonly graph: Graph;
  readonly executor: Executor;
  readonly #pictureInput: PictureInput | null;
  readonly #lent: Lent | null | undefined;

  /**
   * `pictureInput` turns pictures into the first input; null for networks that do not classify. `lent` is what it has of another
   * model.
   */
  constructor(
    backend: Backend & DeviceContext,
    graph: Graph,
    executor: Executor,
    pictureInput: PictureInput | null,
    lent?: Lent | null,
  ) {
    this.backend = backend;
    this.graph = graph;
    this.executor = executor;
    this.#pictureInput = pictureInput;
    this.#lent = lent;
  }

  report(): PlacementReport {
    const { plan } = this.executor;
    const { struck } = this.backend.gpu.target;
    return {
      ...planReport(plan),
      ...this.#lent?.uploads?.(plan),
      struck: Object.fromEntries(struck),
    };
  }

  take(name: string, numbers: Float32Array<ArrayBuffer>): Taken {
    return takeNumbers(numbers, valueNamed(this.graph, name).shape);
  }

  async takePicture(picture: Picture): Promise<Taken> {
    const kept = await this.#pictures().keep(picture);
    const taken: TakenPicture = { picture, kept, close: () => kept.close() };
    return taken;
  }

  async run(feeds: Feeds, reads: readonly Read[], signal?: AbortSignal): Promise<TensorData[]> {
    const { executor } = this;
    const requests = reads.map((read) =>
      'output' in read && read.count !== undefined
        ? { output: read.output, byteLength: 4 * read.count }
        : read,
    );
    const results = await this.#prepared(feeds, signal, async (prepare, buffers) =>
      buffers.length > 0
        ? (await this.#deviceTensors()).runAndRead(buffers, requests, prepare, signal)
        : executor.run(requests, prepare, signal),
    );
    return reads.map((read, index) => this.#unpacked(read, results[index] ?? new ArrayBuffer(0)));
  }

  async runToBuffers(
    feeds: Feeds,
    outputs: readonly string[],
    into: Readonly<Record<string, GPUBuffer>>,
    signal?: AbortSignal,
  ): Promise<Record<string, BufferTensor>> {
    const tensors = await this.#deviceTensors();
    return this.#prepared(feeds, signal, (prepare, buffers) =>
      tensors.runToBuffers(buffers, outputs, into, prepare, signal),
    );
  }

  async inBatch(images: number, parts: ModelParts): Promise<Batch> {
    const { GpuBatch } = await import('./gpu-batch');
    return GpuBatch.create(this, images, parts);
  }

  async time(): Promise<readonly number[] | null> {
    if (!this.backend.device.features.has('timestamp-query')) return null;
    return (await this.executor.timeSteps()).map((ns) => ns / 1e6);
  }

  async keepAll(): Promise<Kept> {
    const { gpu, pipelines } = this.backend;
    const { executor, graph } = this;
    const [{ keepAllValues }, { GpuKept }] = await Promise.all([
      import('../plan/keep-values'),
      import('./gpu-kept'),
    ]);
    const plan = keepAllValues(graph, executor.plan);
    return new GpuKept(await Executor.create(gpu, plan, pipelines, { lender: executor }));
  }

  destroy(): void {
    this.#pictureInput?.destroy();
    this.executor.destroy();
  }

  /** Runs with what fills the other inputs in front of the plan's steps, and with buffers. A failure of a picture is explained. */
  async #prepared<T>(
    feeds: Feeds,
    signal: AbortSignal | undefined,
    run: (
      prepare: (pass: GPUComputePassEncoder) => void,
      buffers: SortedFeeds['buffers'],
    ) => Promise<T>,
  ): Promise<T> {
    const { numbers, buffers, picture } = sortedFeeds(feeds);
    if (!picture) return run(() => writeNumbers(this.executor, numbers), buffers);
    const pictureInput = this.#pictures();
    await pictureInput.prepare();
    signal?.throwIfAborted();
    const running = run((pass) => {
      writeNumbers(this.executor, numbers);
      pictureInput.encode(pass, picture.kept);
    }, buffers);
    return running.catch((cause) => pictureInput.explain(picture.picture, cause));
  }

  #pictures(): PictureInput {
    if (!this.#pictureInput) throw new RangeError(`"${this.graph.name}" takes no pictures.`);
    return this.#pictureInput;
  }

  async #deviceTensors() {
    const { DeviceTensors } = await import('./device-tensors');
    return DeviceTensors.of(this);
  }

  #unpacked(read: Read, bytes: ArrayBuffer): TensorData {
    const { executor } = this;
    const port = 'input' in read ? executor.input(read.input) : executor.output(read.output);
    if ('input' in read || read.count === undefined) return unpackPort(port, bytes).data;
    return port.dtype === 'u32' ? new Uint32Array(bytes) : new Float32Array(bytes);
  }
}
