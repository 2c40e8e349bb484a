// A model that the CPU computes: the same calls as one on a GPU.
import { type OpenNetwork, openNetwork } from '../cpu/open-network';
import { TensorError, UnsupportedError } from '../errors';
import { decodePicture, type Picture } from '../image/picture';
import { readPixels } from '../image/read-pixels';
import { resizeGeometry } from '../image/resize-geometry';
import { resizePixels } from '../image/resize-pixels';
import { type Graph, valueNamed } from '../ir/graph';
import type { Classifier, Model } from '../ir/model';
import type { Plan } from '../plan/plan';
import { type ModelReport, reportModel } from '../plan/report';
import { topK as rankTop } from '../reference/top-k';
import { channelsOf, f32Tensor, type Tensor, zeros } from '../tensor/tensor';
import type { LoadedModel, Trace } from './backend';
import type { ModelComparison, ModelInputs } from './comparison';
import { cpuGraph, cpuPlan, peakBytes } from './cpu-plan';
import { profileNetwork } from './cpu-profile';
import {
  type Classification,
  classificationsOf,
  isPicture,
  type TensorInfo,
  tensorInfo,
} from './loaded-model';
import type { Pixels } from './preview';
import type { ModelProfile, ProfileOptions } from './profile';
import { externalTensor, type NamedTensor, nhwcInputs } from './read-model';

/** Larger pictures are shrunk by the browser first; pixels a side. Canvases may be that large everywhere. */
const MAX_SIDE = 4096;

/** What `load` makes a model of. */
export interface CpuModelParts {
  readonly model: Model;
  readonly byteLength: number;
  readonly extraOutputs: readonly string[];
  readonly onDispose: () => void;
}

/** A network ready to run on the CPU. Made by `CpuRuntime.load`. */
export class CpuModel implements LoadedModel {
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
    this.name = parts.model.name;
    this.plan = cpuPlan(graph, network.kernels);
    this.inputs = graph.inputs.map((name) => tensorInfo(graph, name));
    this.outputs = outputs.map((name) => tensorInfo(graph, name));
    this.#parts = parts;
    this.#graph = graph;
    this.#network = network;
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
    { topK = 5 }: { readonly topK?: number } = {},
  ): Promise<Classification[]> {
    const { probabilities, background, ...rest } = this.#classifier();
    const classes = channelsOf(valueNamed(this.#graph, probabilities).shape) - Number(background);
    if (!Number.isInteger(topK) || topK < 1 || topK > classes) {
      throw new TensorError(`topK must be a whole number from 1 to ${classes}, got ${topK}.`);
    }
    const values = await this.#compute(await this.#tensorsOf({ picture }), [probabilities]);
    const scores = values.get(probabilities) ?? zeros([0]);
    const [best = zeros([0]), indices = zeros([0])] = rankTop([scores], {
      k: topK + Number(background),
    });
    const ranking = await classificationsOf(
      this.name,
      { probabilities, background, ...rest },
      Uint32Array.from(indices.data),
      Float32Array.from(best.data),
    );
    return ranking.filter(({ index }) => index >= 0).slice(0, topK);
  }

  async run(
    inputs: Readonly<Record<string, Float32Array<ArrayBuffer>>>,
    options: { readonly outputs?: readonly string[] } = {},
  ): Promise<Record<string, NamedTensor>> {
    const own = this.outputs.map(({ name }) => name);
    const names = options.outputs ?? own;
    const unknown = names.find((name) => !own.includes(name));
    if (unknown !== undefined) {
      const listed = own.map((name) => `"${name}"`).join(', ');
      throw new TensorError(`The model has no output "${unknown}"; it has ${listed}.`);
    }
    const values = await this.#compute(await this.#tensorsOf(inputs), names);
    return Object.fromEntries(
      names.map((name) => {
        const data = Float32Array.from(values.get(name)?.data ?? []);
        return [name, externalTensor(this.#graph, name, data)];
      }),
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

  async trace(inputs: ModelInputs): Promise<Trace> {
    const values = new Map(await this.#compute(await this.#tensorsOf(inputs), 'all'));
    const layers = new Map(this.#graph.nodes.map(({ name, outputs: [first] }) => [name, first]));
    return {
      value: async (layer) => {
        const tensor = values.get(layers.get(layer) ?? layer);
        if (tensor) return tensor;
        throw new TensorError(`"${this.name}" has no layer "${layer}"; inspect() lists them.`);
      },
      dispose: () => values.clear(),
    };
  }

  async preview(picture: Picture): Promise<Pixels> {
    const { preprocessing } = this.#classifier();
    const [input = zeros([0])] = Object.values(await this.#tensorsOf({ picture }));
    const { pixelsOfInput } = await import('./preview');
    return pixelsOfInput(input, preprocessing);
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#network.dispose();
    this.#parts.onDispose();
  }

  #checkAlive(): void {
    if (!this.#isDisposed) return;
    throw new TensorError(`Model "${this.name}" was disposed; load it again.`);
  }

  async #compute(
    inputs: Readonly<Record<string, Tensor>>,
    outputs: readonly string[] | 'all',
  ): Promise<ReadonlyMap<string, Tensor>> {
    this.#checkAlive();
    return (await this.#network.run({ inputs, outputs })).tensors;
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
    const tensor = (name: string, data: Float32Array<ArrayBuffer>) =>
      [name, f32Tensor(valueNamed(this.#graph, name).shape, data)] as const;
    if (!isPicture(inputs)) {
      const given = Object.entries(nhwcInputs(this.#graph, inputs));
      return Object.fromEntries(given.map(([name, data]) => tensor(name, data)));
    }
    const { preprocessing } = this.#classifier();
    const decoded = await decodePicture(inputs.picture, MAX_SIDE);
    try {
      const { region } = resizeGeometry(preprocessing, decoded);
      const data = resizePixels(readPixels(decoded, region), preprocessing, decoded);
      return Object.fromEntries([tensor(this.#graph.inputs[0] ?? '', data)]);
    } finally {
      decoded.close();
    }
  }
}
