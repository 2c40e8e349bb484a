// A model that the CPU computes: the same calls as one on a GPU.
import { type OpenNetwork, openNetwork } from '../cpu/open-network';
import { DeviceLostError, TensorError, UnsupportedError } from '../errors';
import { type Graph, valueNamed } from '../graph/graph';
import type { Classifier, Model } from '../graph/model';
import { type Picture, takePicture } from '../image/picture';
import { readPixels } from '../image/read-pixels';
import { resizeGeometry } from '../image/resize-geometry';
import { resizePixels } from '../image/resize-pixels';
import { compute as rankTop } from '../ops/rank/top-k.reference';
import type { Plan } from '../plan/plan';
import { type ModelReport, reportModel } from '../plan/report';
import { f32Tensor, type Tensor, zeros } from '../tensor/tensor';
import { orAborted } from '../util/abort';
import type { FairQueue } from '../util/fair-queue';
import { Scoped } from '../util/scoped';
import type { LoadedModel, Trace } from './backend';
import type { CallOptions } from './call';
import { type Classification, entriesFor, nameClasses } from './classification';
import type { ModelComparison, ModelInputs } from './comparison';
import { cpuGraph, cpuPlan, peakBytes } from './cpu-plan';
import { profileNetwork } from './cpu-profile';
import { CpuTrace } from './cpu-trace';
import type { BufferOptions, BufferTensor, RunInputs } from './device-tensors';
import type { LeakWatch } from './host';
import type { Pixels } from './preview';
import type { ModelProfile, ProfileOptions } from './profile';
import { externalTensor, inputTensors, type NamedTensor } from './read-model';
import type { StreamOptions, StreamResult, VideoSource } from './stream';
import { type TensorInfo, tensorInfo } from './tensor-info';

/** Larger pictures are shrunk by the browser first; pixels a side. Canvases may be that large everywhere. */
const MAX_SIDE = 4096;

/** What the models of a runtime share. Nothing in it holds models themselves, so that dropped ones are noticed. */
export interface CpuHost {
  readonly turns: FairQueue;
  readonly leaks: LeakWatch | null;
  readonly networks: Set<OpenNetwork>;
  isClosed: boolean;
}

/** What `load` makes a model of. */
export interface CpuModelParts {
  readonly model: Model;
  readonly byteLength: number;
  readonly extraOutputs: readonly string[];
  readonly host: CpuHost;
}

/** A network ready to run on the CPU. Made by `CpuRuntime.load`. */
export class CpuModel extends Scoped implements LoadedModel {
  readonly name: string;
  readonly backend = 'cpu';
  readonly plan: Plan;
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  readonly #parts: CpuModelParts;
  readonly #graph: Graph;
  readonly #network: OpenNetwork;
  #isDisposed = false;

  private constructor(
    parts: CpuModelParts,
    graph: Graph,
    outputs: readonly string[],
    network: OpenNetwork,
  ) {
    super();
    this.name = parts.model.name;
    this.plan = cpuPlan(graph, network.kernels);
    this.inputs = graph.inputs.map((name) => tensorInfo(graph, name));
    this.outputs = outputs.map((name) => tensorInfo(graph, name));
    this.#parts = parts;
    this.#graph = graph;
    this.#network = network;
    parts.host.networks.add(network);
    parts.host.leaks?.watch(this, network, `The model "${this.name}"`);
  }

  /** Optimises the graph and lays out its weights. @throws GraphError, DeviceLostError */
  static async create(parts: CpuModelParts): Promise<CpuModel> {
    const { graph, classifier } = parts.model;
    for (const name of parts.extraOutputs) valueNamed(graph, name);
    const outputs = new Set([...graph.outputs, ...parts.extraOutputs]);
    if (classifier) outputs.add(classifier.probabilities);
    const names = [...outputs];
    const optimized = await cpuGraph({ ...graph, outputs: names });
    return new CpuModel(parts, optimized, names, await openNetwork(optimized));
  }

  async classify(
    picture: Picture,
    options: CallOptions & { readonly topK?: number } = {},
  ): Promise<Classification[]> {
    const { topK, signal } = options;
    const classifier = this.#classifier();
    const { probabilities } = classifier;
    const k = entriesFor(topK, this.#graph, classifier);
    const values = await this.#compute(() => this.#tensorsOf({ picture }), [probabilities], signal);
    const scores = values.get(probabilities) ?? zeros([0]);
    const [best = zeros([0]), indices = zeros([0])] = rankTop([scores], { k }, [[1, k]]);
    return nameClasses(
      this.name,
      classifier,
      Uint32Array.from(indices.data),
      Float32Array.from(best.data),
    );
  }

  /** @throws UnsupportedError: buffers are of a GPU */
  async run(
    inputs: RunInputs,
    options: CallOptions & BufferOptions,
  ): Promise<Record<string, BufferTensor>>;
  async run(
    inputs: RunInputs,
    options?: CallOptions & { readonly outputs?: readonly string[] },
  ): Promise<Record<string, NamedTensor>>;
  async run(
    inputs: RunInputs,
    options: CallOptions & Partial<BufferOptions> = {},
  ): Promise<Record<string, NamedTensor | BufferTensor>> {
    if (options.as || Object.values(inputs).some((input) => 'mapState' in input)) {
      throw new UnsupportedError(
        'The CPU backend takes and gives no GPU buffers: use Float32Arrays, or a runtime on WebGPU.',
      );
    }
    const own = this.outputs.map(({ name }) => name);
    const names = options.outputs ?? own;
    const unknown = names.find((name) => !own.includes(name));
    if (unknown !== undefined) {
      const listed = own.map((name) => `"${name}"`).join(', ');
      throw new TensorError(`The model has no output "${unknown}"; it has ${listed}.`);
    }
    const read = async () => inputTensors(this.#graph, inputs);
    const values = await this.#compute(read, names, options.signal);
    return Object.fromEntries(
      names.map((name) => {
        const data = Float32Array.from(values.get(name)?.data ?? []);
        return [name, externalTensor(this.#graph, name, data)];
      }),
    );
  }

  async *stream(
    source: VideoSource,
    options: StreamOptions = {},
  ): AsyncGenerator<StreamResult, void, undefined> {
    const { streamAnswers } = await import('./stream');
    yield* streamAnswers(
      (picture, signal) => this.classify(picture, { ...options, signal }),
      source,
      options.signal,
    );
  }

  /** Layers, shapes, costs and kernels: plain JSON. There are no slots, and nothing is uploaded. */
  inspect(): ModelReport {
    const { model, byteLength } = this.#parts;
    const origin = { name: this.name, byteLength, graph: model.graph };
    return {
      ...reportModel(this.#graph, this.plan, origin),
      ...{ backend: 'cpu', uploadBytes: 0, activationBytes: peakBytes(this.#graph) },
    };
  }

  /** Measures inferences on zeros, and every layer in them. */
  async profile(options: ProfileOptions = {}): Promise<ModelProfile> {
    const { runs = 10 } = options;
    if (!Number.isInteger(runs) || runs < 1) {
      throw new RangeError(`A profile needs one run or more, got ${runs}.`);
    }
    this.#checkAlive();
    return profileNetwork(this.#network, this.#graph, this.inspect().layers, options);
  }

  /** @throws UnsupportedError: there is one kernel a layer */
  async profileVariants(): Promise<never> {
    throw new UnsupportedError(
      'The CPU backend has one kernel a layer: use profile(), or a runtime on WebGPU.',
    );
  }

  /** @throws UnsupportedError: it is the GPU that is held against the CPU */
  async compare(): Promise<ModelComparison> {
    throw new UnsupportedError(
      'compare() holds a GPU against the CPU: use runReference() and run(), or a runtime on WebGPU.',
    );
  }

  async trace(inputs: ModelInputs, { signal }: CallOptions = {}): Promise<Trace> {
    return new CpuTrace(
      this.#graph,
      await this.#compute(() => this.#tensorsOf(inputs), 'all', signal),
    );
  }

  async preview(picture: Picture, { signal }: CallOptions = {}): Promise<Pixels> {
    const { preprocessing } = this.#classifier();
    const tensors = await orAborted(signal, () => this.#tensorsOf({ picture }));
    const [input = zeros([0])] = Object.values(tensors);
    const { pixelsOfInput } = await import('./preview');
    return pixelsOfInput(input, preprocessing);
  }

  dispose(): void {
    this.#isDisposed = true;
    const { leaks, networks } = this.#parts.host;
    leaks?.release(this.#network);
    networks.delete(this.#network);
    this.#network.dispose();
  }

  #checkAlive(): void {
    if (this.#parts.host.isClosed) throw new DeviceLostError('The runtime was disposed.');
    if (this.#isDisposed)
      throw new TensorError(`Model "${this.name}" was disposed; load it again.`);
  }

  /** One inference in the model's turn among others; the inputs are read before. */
  #compute(
    read: () => Promise<Record<string, Tensor>>,
    outputs: readonly string[] | 'all',
    signal: AbortSignal | undefined,
  ): Promise<ReadonlyMap<string, Tensor>> {
    return orAborted(signal, async () => {
      this.#checkAlive();
      const tensors = await read();
      return this.#parts.host.turns.take(this, async () => {
        signal?.throwIfAborted();
        this.#checkAlive();
        return (await this.#network.run({ inputs: tensors, outputs }, signal)).tensors;
      });
    });
  }

  /** @throws TensorError when the model classifies no pictures, or several at once */
  #classifier(): Classifier {
    const { classifier } = this.#parts.model;
    if (!classifier) {
      throw new TensorError(`"${this.name}" does not classify pictures; use run.`);
    }
    if (this.inputs[0]?.shape[0] !== 1) {
      throw new TensorError(
        'A picture is a batch of one; this model was loaded for a larger batch.',
      );
    }
    return classifier;
  }

  /** Inputs as NHWC; a picture as it comes to the network. */
  async #tensorsOf(inputs: ModelInputs): Promise<Record<string, Tensor>> {
    if (!isPicture(inputs)) return inputTensors(this.#graph, inputs);
    const { preprocessing } = this.#classifier();
    const data = await takePicture(inputs.picture, MAX_SIDE, (decoded) => {
      try {
        const { region } = resizeGeometry(preprocessing, decoded);
        return resizePixels(readPixels(decoded, region), preprocessing, decoded);
      } finally {
        decoded.close();
      }
    });
    const input = this.#graph.inputs[0] ?? '';
    return { [input]: f32Tensor(valueNamed(this.#graph, input).shape, data) };
  }
}

/** A tensor of that name is an input like others. */
function isPicture(inputs: ModelInputs): inputs is { readonly picture: Picture } {
  return 'picture' in inputs && !(inputs.picture instanceof Float32Array);
}
