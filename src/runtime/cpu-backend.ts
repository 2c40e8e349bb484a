// The CPU as what computes: in a worker where there can be one. Loaded only where it is chosen.
import { cpuMemoryOf } from '../cpu/memory';
import { type NetworkBeside, openThread } from '../cpu/open-network';
import type { OpenNetwork } from '../cpu/thread';
import { simdRefusal } from '../cpu/wasm/simd-refusal';
import { lowerForSimd } from '../cpu/winograd-on-cpu';
import { DeviceLostError, TensorError, UnsupportedError } from '../errors';
import type { AdapterDescription } from '../gpu/device';
import { type Graph, valueNamed } from '../graph/graph';
import { type Preprocessing, preprocessingOf } from '../graph/model';
import { peakBytes } from '../graph/peak-bytes';
import { type Picture, takePicture } from '../image/picture';
import { readPixels } from '../image/read-pixels';
import { resizeGeometry } from '../image/resize-geometry';
import { resizePixels } from '../image/resize-pixels';
import type { PlacementReport } from '../plan/report';
import { appendTopK } from '../rewrites/append-top-k';
import { optimizeInTurns } from '../rewrites/optimize';
import {
  BYTES_PER_ELEMENT,
  f32Tensor,
  type Tensor,
  type TensorData,
  zeros,
} from '../tensor/tensor';
import { product } from '../util/math';
import { own } from '../util/own';
import { Yielder } from '../util/yielder';
import type { Backend, Feeds, Kept, ModelParts, Placed, Read, Taken } from './backend';

/** Larger pictures are shrunk by the browser first; pixels a side. Canvases may be that large everywhere. */
const MAX_SIDE = 4096;
/** By default: others want to compute as well, and what threads share grows slower. */
const MOST_THREADS = 4;

/** WebAssembly with SIMD where it may run, else plain JavaScript. */
export class CpuBackend implements Backend {
  readonly kind = 'cpu';
  readonly adapter: AdapterDescription;
  /** Why WebAssembly may not run; null where it may. */
  readonly refusal: string | null;
  /** How many threads may compute a network. */
  readonly threads: number;
  /** A CPU has nothing to be asked for. */
  readonly hurriesAnswers = false;
  readonly lost: Promise<DeviceLostError>;
  #end: DeviceLostError | null = null;
  #tellLost: (error: DeviceLostError) => void = () => undefined;

  private constructor(refusal: string | null, threads: number) {
    this.refusal = refusal;
    this.threads = threads;
    this.adapter = {
      ...{ vendor: 'kindling', architecture: 'cpu', kind: 'software' },
      description: `${refusal === null ? 'WebAssembly' : 'JavaScript'} on the CPU, without WebGPU`,
    };
    this.lost = new Promise((resolve) => {
      this.#tellLost = resolve;
    });
  }

  /**
   * Finds out what may run, on so many threads at most.
   * @throws RangeError unless they are a whole number from 1
   */
  static async open(threads = Math.min(processors(), MOST_THREADS)): Promise<CpuBackend> {
    if (!Number.isInteger(threads) || threads < 1) {
      throw new RangeError(`The number of threads is a whole one from 1, got ${threads}.`);
    }
    return new CpuBackend(await simdRefusal(), threads);
  }

  get device(): never {
    throw new UnsupportedError(
      "The CPU backend has no GPUDevice; there is one where runtime.backend is 'webgpu'.",
    );
  }

  /** Optimises the graph and lays out its weights. @throws GraphError, LimitError, DeviceLostError; UnsupportedError for halves; the signal's reason */
  async place(parts: ModelParts): Promise<Placed> {
    const { model, extraOutputs, precision, budgets, signal } = parts;
    if (precision === 'f16') {
      throw new UnsupportedError(
        'Precision "f16" needs a GPU: load the model with precision "f32" on the CPU.',
      );
    }
    this.checkAlive();
    const { graph, classifier } = model;
    for (const name of extraOutputs) valueNamed(graph, name);
    const outputs = new Set([...graph.outputs, ...extraOutputs]);
    if (classifier) outputs.add(classifier.probabilities);
    const lender = parts.borrow?.(this) ?? null;
    const beside = lender?.placed instanceof CpuPlaced ? lender.placed.beside : null;
    const thread = await openThread(this.refusal === null, beside);
    try {
      const { engine } = thread;
      const options = { engine, signal };
      const optimized = await optimizeInTurns({ ...graph, outputs: [...outputs] }, options);
      const own = classifier ? appendTopK(optimized, classifier.probabilities) : optimized;
      const ranked = (await lender?.lend(own))?.graph ?? own;
      const lowered =
        engine === 'simd' ? await new Yielder().run(lowerForSimd(ranked), signal) : ranked;
      await budgets?.checkMemory(lowered, cpuMemoryOf(lowered));
      return new CpuPlaced(
        this,
        lowered,
        preprocessingOf(model),
        await thread.open(lowered, this.threads),
      );
    } catch (error) {
      thread.dispose();
      throw error;
    }
  }

  /** Runs under way fail once their models are freed. */
  close(): void {
    this.#end ??= new DeviceLostError('The runtime was disposed; create a new one.');
    this.#tellLost(this.#end);
  }

  /** @throws DeviceLostError once it is closed */
  checkAlive(): void {
    if (this.#end) throw this.#end;
  }
}

/** A tensor, NHWC. */
interface TakenTensor extends Taken {
  readonly tensor: Tensor;
}

/** A model that the CPU computes. */
class CpuPlaced implements Placed {
  readonly backend: CpuBackend;
  readonly graph: Graph;
  readonly #preprocessing: Preprocessing | null;
  readonly #network: OpenNetwork;
  /** Milliseconds of each layer in the last inference. */
  #durationsMs: readonly number[] | null = null;
  #isDestroyed = false;

  constructor(
    backend: CpuBackend,
    graph: Graph,
    preprocessing: Preprocessing | null,
    network: OpenNetwork,
  ) {
    this.backend = backend;
    this.graph = graph;
    this.#preprocessing = preprocessing;
    this.#network = network;
  }

  /** For networks that share weights with it. */
  get beside(): NetworkBeside {
    return { network: this.#network, constants: this.graph.constants };
  }

  /** There are no slots, and nothing is uploaded. */
  report(): PlacementReport {
    const { kernels, activationBytes } = this.#network;
    const { constants } = this.graph;
    const weights = [...constants.values()].map(({ shape }) => product(shape) * BYTES_PER_ELEMENT);
    return {
      ...{ backend: 'cpu', adapter: 'software', precision: 'f32', struck: {} },
      weightBytes: weights.reduce((sum, bytes) => sum + bytes, 0),
      uploadBytes: 0,
      activationBytes: activationBytes ?? peakBytes(this.graph),
      pipelines: new Set(kernels).size,
      slots: [],
      layers: kernels.map((kernel) => ({
        ...{ kernel, variant: kernel, slot: 0, workgroups: [1, 1, 1] as const },
      })),
    };
  }

  take(name: string, numbers: Float32Array<ArrayBuffer>): Taken {
    return taken(f32Tensor(valueNamed(this.graph, name).shape, numbers.slice()));
  }

  async takePicture(picture: Picture): Promise<Taken> {
    const preprocessing = this.#preprocessing;
    if (!preprocessing) throw new RangeError(`"${this.graph.name}" takes no pictures.`);
    const data = await takePicture(picture, MAX_SIDE, (decoded) => {
      try {
        const { region } = resizeGeometry(preprocessing, decoded);
        return resizePixels(readPixels(decoded, region), preprocessing, decoded);
      } finally {
        decoded.close();
      }
    });
    return taken(f32Tensor(valueNamed(this.graph, this.graph.inputs[0] ?? '').shape, data));
  }

  async run(feeds: Feeds, reads: readonly Read[], signal?: AbortSignal): Promise<TensorData[]> {
    this.#checkAlive();
    const inputs = this.#inputsOf(feeds);
    const outputs = reads.flatMap((read) => ('output' in read ? read.output : []));
    // What only asks for an input needs no inference.
    const isNeeded = outputs.length > 0 || reads.length === 0;
    const given = reads.map((read) =>
      'input' in read ? (inputs[read.input] ?? zeros([0])).data.slice() : null,
    );
    const result = isNeeded ? await this.#compute(inputs, outputs, signal) : null;
    return reads.map((read, index) => {
      if ('input' in read) return given[index] as TensorData;
      const { data } = result?.get(read.output) ?? zeros([0]);
      return read.count === undefined ? data : data.slice(0, read.count);
    });
  }

  /** @throws UnsupportedError: buffers are of a GPU */
  async runToBuffers(): Promise<never> {
    throw new UnsupportedError(NO_BUFFERS);
  }

  /** A batch would compute no faster, and take as many times the memory. */
  async inBatch(): Promise<null> {
    return null;
  }

  /** Of the last inference, or of one on zeros. */
  async time(): Promise<readonly number[]> {
    this.#checkAlive();
    if (!this.#durationsMs) await this.run({}, []);
    return this.#durationsMs ?? [];
  }

  async keepAll(): Promise<Kept> {
    let values: ReadonlyMap<string, Tensor> = new Map();
    return {
      run: async (feeds) => {
        this.#checkAlive();
        values = await this.#compute(this.#inputsOf(feeds), 'all', undefined);
      },
      value: async (name) => {
        const value = values.get(name);
        if (!value) throw new RangeError(`There is no value "${name}".`);
        return value;
      },
      destroy: () => {
        values = new Map();
      },
    };
  }

  destroy(): void {
    this.#isDestroyed = true;
    this.#network.dispose();
  }

  /** Inputs that are given nothing are zeros. @throws UnsupportedError for buffers, which are of a GPU */
  #inputsOf(feeds: Feeds): Record<string, Tensor> {
    return Object.fromEntries(
      this.graph.inputs.map((name) => {
        const feed = own(feeds, name);
        if (!feed) return [name, zeros(valueNamed(this.graph, name).shape)];
        if ('mapState' in feed) throw new UnsupportedError(NO_BUFFERS);
        return [name, (feed as TakenTensor).tensor];
      }),
    );
  }

  async #compute(
    inputs: Readonly<Record<string, Tensor>>,
    outputs: readonly string[] | 'all',
    signal: AbortSignal | undefined,
  ): Promise<ReadonlyMap<string, Tensor>> {
    const { tensors, durationsMs } = await this.#network.run({ inputs, outputs }, signal);
    this.#durationsMs = durationsMs;
    return tensors;
  }

  #checkAlive(): void {
    this.backend.checkAlive();
    if (this.#isDestroyed)
      throw new TensorError(`Model "${this.graph.name}" was disposed; load it again.`);
  }
}

const NO_BUFFERS =
  'The CPU backend takes and gives no GPU buffers: use Float32Arrays, or a runtime on WebGPU.';

/** How many there are; 1 where nobody tells. */
function processors(): number {
  const { navigator, process } = globalThis as NodeLike;
  const count =
    navigator?.hardwareConcurrency ?? process?.getBuiltinModule?.('node:os').availableParallelism();
  return count ?? 1;
}

/** What is used of Node, which has no navigator before its version 21. */
interface NodeLike {
  readonly navigator?: { readonly hardwareConcurrency?: number };
  readonly process?: {
    getBuiltinModule?(name: 'node:os'): { availableParallelism(): number };
  };
}

function taken(tensor: Tensor): Taken {
  const given: TakenTensor = { tensor, close: () => undefined };
  return given;
}
